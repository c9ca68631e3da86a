package dev.dermstream.platform.cluster;

import dev.dermstream.cluster.v1.Membership;
import dev.dermstream.cluster.v1.ServerDescription;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A process's membership. Thread-safe; closed after the servers that it speaks for. */
public interface Cluster extends AutoCloseable {
  /** A server that is on the list. */
  interface Publication extends AutoCloseable {
    /** Again: no effect. */
    @Override
    void close();
  }

  /** For a process that is alone. */
  static Cluster none() {
    return NoCluster.INSTANCE;
  }

  /**
   * Begins to join; does not wait for it, and goes on trying for as long as it takes.
   *
   * @return {@link #none} where discovery is off
   */
  static Cluster join(ClusterConfig config) {
    return config.discovery() == Discovery.OFF ? none() : HazelcastCluster.join(config);
  }

  /**
   * Tells the others of a server, anew every second.
   *
   * @param description asked on a thread of the cluster; must not block
   * @return takes the server off the list when it is closed
   */
  Publication publish(Supplier<ServerDescription> description);

  /**
   * Hears the list of all servers every second and whenever a member goes.
   *
   * @param listener called on a thread of the cluster; must not block
   */
  void watch(Consumer<List<ServerDescription>> listener);

  /** The list as it was last known. */
  List<ServerDescription> servers();

  /** The name that every member shares; empty if this process is none. */
  String name();

  Membership membership();

  /** How many members this one sees, itself included; 0 if it is none. */
  int members();

  /** HOST:PORT at which other members reach a server of this process. */
  String advertised(String boundHost, int boundPort);

  /** Where this process stands; empty if it does not say. */
  String zone();

  @Override
  void close();
}
