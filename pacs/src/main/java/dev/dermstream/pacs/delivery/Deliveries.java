package dev.dermstream.pacs.delivery;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Sends what lies in the log, at least once, until each parcel is delivered or refused for good.
 * Every destination has a queue, threads and pauses of its own, so that one which is dead or slow
 * delays no other. What is pending when it closes is sent by the next one that starts with the same
 * log. Thread-safe.
 */
public final class Deliveries implements AutoCloseable {
  private final Map<String, DestinationQueue> queues;

  private Deliveries(Map<String, DestinationQueue> queues) {
    this.queues = queues;
  }

  /**
   * One destination.
   *
   * @param way owned by the deliveries from now on, which close it
   */
  public record Route(DestinationConfig config, Destination way) {}

  /**
   * Starts to send.
   *
   * @param routes of different names
   * @param random thread-safe
   * @param registry gets {@code dermstream_pacs_delivery_attempts_total} and {@code
   *     dermstream_pacs_deliveries_pending}
   */
  public static Deliveries start(
      List<Route> routes,
      DeliveryLog log,
      Clock clock,
      RandomGenerator random,
      PrometheusRegistry registry) {
    List<String> names = routes.stream().map(route -> route.config().name()).toList();
    if (names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException("two destinations have the same name");
    }
    DeliveryMetrics metrics = new DeliveryMetrics(registry, names, log);
    Map<String, DestinationQueue> queues = new LinkedHashMap<>();
    for (Route route : routes) {
      queues.put(route.config().name(), new DestinationQueue(route, log, clock, random, metrics));
    }
    queues.values().forEach(DestinationQueue::start);
    return new Deliveries(queues);
  }

  /**
   * Says that the log has a new parcel for a destination, which is then sent at once; without it,
   * some seconds later.
   */
  public void wake(String destination) {
    DestinationQueue queue = queues.get(destination);
    if (queue != null) {
      queue.wake();
    }
  }

  /**
   * Begins no more parcels, waits for those on their way, and cuts off what takes longer.
   *
   * @param patience for all of them together
   */
  public void close(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    queues.values().forEach(DestinationQueue::stop);
    queues.values().forEach(queue -> queue.await(end - System.nanoTime()));
  }

  /** Cuts off what is on its way; it is sent again by the next that starts. */
  @Override
  public void close() {
    close(Duration.ZERO);
  }
}
