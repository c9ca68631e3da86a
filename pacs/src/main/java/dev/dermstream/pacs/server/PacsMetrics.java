package dev.dermstream.pacs.server;

import dev.dermstream.pacs.ledger.Ledger;
import dev.dermstream.pacs.ledger.Origin;
import dev.dermstream.pacs.ledger.Reception;
import dev.dermstream.pacs.ledger.ReceptionListener;
import dev.dermstream.pacs.v1.Disposition;
import dev.dermstream.platform.telemetry.Gauges;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/** What comes, how it ends and what waits. Thread-safe. One instance per registry. */
final class PacsMetrics implements ReceptionListener {
  private static final double MILLIS_PER_SECOND = 1e3;

  private final Counter received;
  private final Counter concluded;

  PacsMetrics(PrometheusRegistry registry) {
    received =
        Counter.builder()
            .name("dermstream_pacs_received_total")
            .help("Objects that arrived, by door and what they are among those before.")
            .labelNames("door", "standing")
            .register(registry);
    concluded =
        Counter.builder()
            .name("dermstream_pacs_concluded_total")
            .help("Objects that were brought to a disposition.")
            .labelNames("disposition")
            .register(registry);
  }

  /** Figures of the log, asked for when the metrics are. */
  void watch(PrometheusRegistry registry, Ledger ledger, DoubleSupplier inFlight, Clock clock) {
    Gauges gauges = new Gauges(registry);
    gauges.register(
        "dermstream_pacs_waiting_objects",
        "Objects in the log without a disposition.",
        () -> asked(ledger, backlog -> backlog.objects()));
    gauges.register(
        "dermstream_pacs_oldest_waiting_seconds",
        "Age of the oldest of them; 0 without one.",
        () ->
            asked(
                ledger,
                backlog ->
                    backlog
                        .oldest()
                        .map(since ->
                            Duration.between(since, clock.instant()).toMillis() / MILLIS_PER_SECOND)
                        .orElse(0.0)));
    gauges.register(
        "dermstream_pacs_in_flight_objects", "Objects that the gateway is asked about.", inFlight);
    gauges.register(
        "dermstream_pacs_log_usable_bytes",
        "Room on the disk of the log.",
        () -> {
          try {
            return ledger.usableBytes();
          } catch (IOException e) {
            return Double.NaN;
          }
        });
  }

  private static double asked(Ledger ledger, ToDoubleFunction<Ledger.Backlog> figure) {
    try {
      return figure.applyAsDouble(ledger.backlog());
    } catch (IOException e) {
      return Double.NaN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Double.NaN;
    }
  }

  /** An object ended. */
  void concluded(Disposition disposition) {
    String name = disposition.name().replace("DISPOSITION_", "").toLowerCase(Locale.ROOT);
    concluded.labelValues(name).inc();
  }

  @Override
  public void heard(Origin origin, Reception.Reply reply, byte[] part10) {
    String standing =
        switch (reply) {
          case Reception.Refused _ -> "refused";
          case Reception.Stored stored ->
              stored.receipt().standing().name().toLowerCase(Locale.ROOT);
        };
    received.labelValues(origin.door().name().toLowerCase(Locale.ROOT), standing).inc();
  }
}
