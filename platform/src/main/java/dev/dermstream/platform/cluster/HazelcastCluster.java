package dev.dermstream.platform.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.replicatedmap.ReplicatedMap;
import dev.dermstream.cluster.v1.Membership;
import dev.dermstream.cluster.v1.ServerDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a Hazelcast cluster (open-source edition). Each process writes an entry for each of
 * its servers, {@code MEMBER/INSTANCE}, anew every second; the entries of those that are no members
 * any more do not count, at once, and fade away. So nothing needs to be cleaned up after a crash,
 * and when a split heals, every owner has written its own truth within a second, whatever the merge
 * kept. All work is done on one thread of its own, so that a member that hangs hangs alone.
 */
final class HazelcastCluster implements Cluster {
  private static final Logger LOG = LoggerFactory.getLogger(HazelcastCluster.class);
  private static final long TICK_MILLIS = 1_000;
  private static final long ENTRY_SECONDS = 30;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final ClusterConfig config;
  private final Thread thread = Thread.ofPlatform().name("cluster").daemon().unstarted(this::run);
  private final Semaphore wake = new Semaphore(0);
  private final List<Supplier<ServerDescription>> published = new CopyOnWriteArrayList<>();
  private final List<Consumer<List<ServerDescription>>> listeners = new CopyOnWriteArrayList<>();
  private final Set<String> written = new HashSet<>();
  private volatile @Nullable HazelcastInstance member;
  private volatile List<ServerDescription> servers = List.of();
  private volatile int members;
  private volatile String memberHost;
  private volatile boolean closed;

  private HazelcastCluster(ClusterConfig config) {
    this.config = config;
    this.memberHost = config.host();
  }

  static HazelcastCluster join(ClusterConfig config) {
    HazelcastCluster cluster = new HazelcastCluster(config);
    cluster.thread.start();
    return cluster;
  }

  @Override
  public Publication publish(Supplier<ServerDescription> description) {
    published.add(description);
    wake.release();
    return () -> {
      published.remove(description);
      wake.release();
    };
  }

  @Override
  public void watch(Consumer<List<ServerDescription>> listener) {
    listeners.add(listener);
    listener.accept(servers);
  }

  @Override
  public List<ServerDescription> servers() {
    return servers;
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public Membership membership() {
    HazelcastInstance now = member;
    return now != null && now.getLifecycleService().isRunning()
        ? Membership.MEMBERSHIP_JOINED
        : Membership.MEMBERSHIP_JOINING;
  }

  @Override
  public int members() {
    return members;
  }

  @Override
  public String advertised(String boundHost, int boundPort) {
    return config.advertised(boundHost, boundPort, memberHost);
  }

  @Override
  public String zone() {
    return config.zone();
  }

  /** Leaves; the others see at once that this member's connections are closed. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      if (!thread.join(PATIENCE)) {
        LOG.warn("The cluster's thread did not end within {}", PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    HazelcastInstance last = member;
    if (last != null) {
      last.getLifecycleService().terminate();
    }
  }

  private void run() {
    while (!closed) {
      tick();
      try {
        if (wake.tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void tick() {
    try {
      HazelcastInstance now = running();
      write(now);
      read(now);
    } catch (HazelcastInstanceNotActiveException e) {
      LOG.warn("This member was shut down; it joins anew");
    } catch (HazelcastException | IllegalStateException e) {
      LOG.warn("The cluster cannot be used now: {}", e.toString());
    } catch (RuntimeException e) {
      // Thrown on, it would end the membership for ever.
      LOG.error("The membership failed; it is tried again", e);
    }
  }

  private HazelcastInstance running() {
    HazelcastInstance now = member;
    if (now == null || !now.getLifecycleService().isRunning()) {
      members = 0;
      now = Hazelcast.newHazelcastInstance(HazelcastSettings.of(config));
      member = now;
      now.getCluster().addMembershipListener(new Departures());
      written.clear();
      Address address = now.getCluster().getLocalMember().getAddress();
      memberHost = address.getHost();
      LOG.info("Joined cluster {} as {}", config.name(), address);
    }
    return now;
  }

  private void write(HazelcastInstance now) {
    ReplicatedMap<String, byte[]> map = now.getReplicatedMap(HazelcastSettings.SERVERS);
    // It changes when a split heals.
    UUID self = now.getCluster().getLocalMember().getUuid();
    Set<String> current = new HashSet<>();
    for (Supplier<ServerDescription> each : published) {
      ServerDescription description = each.get();
      String key = self + "/" + description.getInstanceId();
      map.put(key, description.toByteArray(), ENTRY_SECONDS, TimeUnit.SECONDS);
      current.add(key);
    }
    for (String old : written) {
      if (!current.contains(old)) {
        map.remove(old);
      }
    }
    written.clear();
    written.addAll(current);
  }

  private void read(HazelcastInstance now) {
    Set<String> present = new HashSet<>();
    for (Member each : now.getCluster().getMembers()) {
      present.add(each.getUuid().toString());
    }
    ReplicatedMap<String, byte[]> map = now.getReplicatedMap(HazelcastSettings.SERVERS);
    List<ServerDescription> found = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : map.entrySet()) {
      int slash = entry.getKey().indexOf('/');
      if (slash > 0 && present.contains(entry.getKey().substring(0, slash))) {
        add(entry, found);
      }
    }
    members = present.size();
    List<ServerDescription> list = List.copyOf(found);
    servers = list;
    listeners.forEach(each -> each.accept(list));
  }

  private static void add(Map.Entry<String, byte[]> entry, List<ServerDescription> found) {
    try {
      found.add(ServerDescription.parseFrom(entry.getValue()));
    } catch (InvalidProtocolBufferException e) {
      LOG.warn("Member entry {} cannot be read", entry.getKey(), e);
    }
  }

  /** A member that has gone is off the list at once, not at the next tick. */
  private final class Departures implements MembershipListener {
    @Override
    public void memberAdded(MembershipEvent event) {
      LOG.info("Member {} came; {} now", event.getMember().getAddress(), event.getMembers().size());
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      LOG.info("Member {} went; {} now", event.getMember().getAddress(), event.getMembers().size());
      wake.release();
    }
  }
}
