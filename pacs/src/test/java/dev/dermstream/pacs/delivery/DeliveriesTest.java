package dev.dermstream.pacs.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dermstream.pacs.counterpart.MemoryDeliveryLog;
import dev.dermstream.pacs.counterpart.SampleObject;
import dev.dermstream.pacs.web.StowTestServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Parcels reach their destinations, whatever becomes of other parcels and destinations. */
class DeliveriesTest {
  private final MemoryDeliveryLog log = new MemoryDeliveryLog(Clock.systemUTC());
  private final PrometheusRegistry registry = new PrometheusRegistry();

  /** Answers as a test tells it to. */
  private static final class Told implements Destination {
    final Map<String, Outcome> byInstance = new ConcurrentHashMap<>();
    final AtomicInteger sent = new AtomicInteger();
    final AtomicInteger atOnce = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    final Semaphore pass = new Semaphore(Integer.MAX_VALUE);
    volatile boolean closed;

    @Override
    public Outcome send(Parcel parcel) throws InterruptedException {
      mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
      try {
        pass.acquire();
        sent.incrementAndGet();
        return byInstance.getOrDefault(
            ((Parcel.DicomObject) parcel).sopInstance(), new Outcome.Accepted());
      } finally {
        atOnce.decrementAndGet();
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void aDeadOrSlowDestinationDelaysNoOther() throws Exception {
    int parcels = 40;
    try (StowTestServer healthy = StowTestServer.open();
        StowTestServer slow = StowTestServer.open();
        CannedServer broken = new CannedServer(500, "", Map.of());
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      slow.reception().hold();
      List<Deliveries.Route> routes =
          List.of(
              TestRoutes.stow("silent", silent.getLocalPort()),
              TestRoutes.stow("refusing", closedPort()),
              TestRoutes.stow("broken", broken.port()),
              TestRoutes.stow("slow", slow.port()),
              TestRoutes.stow("healthy", healthy.port()));
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < parcels; i++) {
        SampleObject object = SampleObject.fresh();
        sent.add(object.sopInstance());
        routes.forEach(route -> log.add(route.config().name(), TestRoutes.parcel(object)));
      }
      try (Deliveries _ = start(routes)) {
        await().until(() -> log.pending("healthy") == 0);

        assertThat(healthy.reception().sopInstances()).containsExactlyInAnyOrderElementsOf(sent);
        for (String name : List.of("silent", "refusing", "broken", "slow")) {
          assertThat(log.pending(name)).as(name).isEqualTo(parcels);
        }
        slow.reception().letPass();
        await().until(() -> log.pending("slow") == 0);
        assertThat(slow.reception().sopInstances()).containsExactlyInAnyOrderElementsOf(sent);
      }
      // At least once, and never twice as another object.
      assertThat(log.delivered()).hasSize(2 * parcels);
    }
  }

  @Test
  void sendsEverythingOnceADestinationIsBack() throws Exception {
    try (StowTestServer server = StowTestServer.open()) {
      server.reception().leaveRoomFor(0);
      for (int i = 0; i < 10; i++) {
        log.add("pacs", TestRoutes.parcel(SampleObject.fresh()));
      }
      try (Deliveries deliveries = start(List.of(TestRoutes.stow("pacs", server.port())))) {
        // Those on their way beside the first may still be taken once there is room.
        await().until(() -> count("pacs", "retried") > 2);
        assertThat(server.reception().sopInstances()).isEmpty();

        server.reception().leaveRoomFor(1000);

        await().until(() -> log.pending("pacs") == 0);
        assertThat(server.reception().sopInstances()).hasSize(10);
        // Counted behind the log.
        await().untilAsserted(() -> assertThat(count("pacs", "delivered")).isEqualTo(10));
        deliveries.wake("unknown");
      }
    }
  }

  @Test
  void aParcelThatAlwaysFailsHoldsNoOtherUp() throws Exception {
    Told told = new Told();
    SampleObject poison = SampleObject.fresh();
    told.byInstance.put(poison.sopInstance(), new Outcome.Unreachable("always"));
    long stuck = log.add("pacs", TestRoutes.parcel(poison));
    for (int i = 0; i < 20; i++) {
      log.add("pacs", TestRoutes.parcel(SampleObject.fresh()));
    }
    try (Deliveries _ = start(List.of(route("pacs", told)))) {
      await().until(() -> log.pending("pacs") == 1 && log.attempts(stuck) > 1);
      assertThat(pending("pacs")).isEqualTo(1);
    }
  }

  @Test
  void putsAwayWhatIsRefusedForGood() throws Exception {
    Told told = new Told();
    SampleObject unwanted = SampleObject.fresh();
    told.byInstance.put(unwanted.sopInstance(), new Outcome.Refused(0xA900, "reason A900"));
    long refused = log.add("pacs", TestRoutes.parcel(unwanted));
    long wanted = log.add("pacs", TestRoutes.parcel(SampleObject.fresh()));
    try (Deliveries deliveries = start(List.of(route("pacs", told)))) {
      await().until(() -> log.pending("pacs") == 0);
      deliveries.close(Duration.ofSeconds(20));
      assertThat(log.refused()).containsExactly(Map.entry(refused, "reason A900"));
      assertThat(log.delivered()).containsOnlyKeys(wanted);
      assertThat(count("pacs", "refused")).isEqualTo(1);
      assertThat(told.sent).hasValue(2);
    }
  }

  @Test
  void sendsNoMoreAtOnceThanTheDestinationBears() throws Exception {
    Told told = new Told();
    told.pass.drainPermits();
    for (int i = 0; i < 20; i++) {
      log.add("pacs", TestRoutes.parcel(SampleObject.fresh()));
    }
    try (Deliveries _ = start(List.of(route("pacs", told)))) {
      await().until(() -> told.pass.getQueueLength() == 4);
      told.pass.release(1000);
      await().until(() -> log.pending("pacs") == 0);
      assertThat(told.mostAtOnce).hasValue(4);
    }
  }

  @Test
  void leavesWhatIsPendingToTheNextStart() throws Exception {
    Told stuck = new Told();
    stuck.pass.drainPermits();
    for (int i = 0; i < 10; i++) {
      log.add("pacs", TestRoutes.parcel(SampleObject.fresh()));
    }
    try (Deliveries deliveries = start(List.of(route("pacs", stuck)))) {
      await().until(() -> stuck.pass.getQueueLength() == 4);
      deliveries.close(Duration.ofMillis(1));
      await().until(() -> stuck.atOnce.get() == 0);
      assertThat(stuck.closed).isTrue();
      assertThat(log.pending("pacs")).isEqualTo(10);
    }
    Told back = new Told();
    try (Deliveries _ =
        Deliveries.start(
            List.of(route("pacs", back)),
            log,
            Clock.systemUTC(),
            random(),
            new PrometheusRegistry())) {
      await().until(() -> log.pending("pacs") == 0);
      assertThat(back.sent).hasValue(10);
    }
  }

  @Test
  void sendsAtOnceWhatItIsWokenFor() throws Exception {
    Told told = new Told();
    try (Deliveries deliveries = start(List.of(route("pacs", told)))) {
      // Sixty, so that without waking this would take minutes.
      for (int i = 1; i <= 60; i++) {
        log.add("pacs", TestRoutes.parcel(SampleObject.fresh()));
        deliveries.wake("pacs");
        int sent = i;
        await().pollDelay(Duration.ZERO).until(() -> told.sent.get() == sent);
      }
    }
  }

  @Test
  void pausesLongerAndLongerWithinBounds() {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), new Random(3));
    for (int failures = 1; failures < 100; failures++) {
      Duration whole = Duration.ofSeconds(Math.min(60, 1L << Math.min(failures - 1, 10)));
      assertThat(backoff.after(failures)).isBetween(whole.dividedBy(2), whole);
    }
  }

  @Test
  void refusesTwoDestinationsOfOneName() {
    assertThatThrownBy(() -> start(List.of(route("pacs", new Told()), route("pacs", new Told()))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Deliveries start(List<Deliveries.Route> routes) {
    return Deliveries.start(routes, log, Clock.systemUTC(), random(), registry);
  }

  /** Of many threads. */
  private static RandomGenerator random() {
    return new Random(7);
  }

  private static Deliveries.Route route(String name, Destination way) {
    return new Deliveries.Route(
        TestRoutes.config(name, DestinationConfig.Kind.STOW, "http://127.0.0.1:1"), way);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private double count(String destination, String outcome) {
    return registry.scrape("dermstream_pacs_delivery_attempts"::equals).stream()
        .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
        .filter(point -> destination.equals(point.getLabels().get("destination")))
        .filter(point -> outcome.equals(point.getLabels().get("outcome")))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }

  private double pending(String destination) {
    return registry.scrape("dermstream_pacs_deliveries_pending"::equals).stream()
        .flatMap(snapshot -> ((GaugeSnapshot) snapshot).getDataPoints().stream())
        .filter(point -> destination.equals(point.getLabels().get("destination")))
        .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
        .sum();
  }
}
