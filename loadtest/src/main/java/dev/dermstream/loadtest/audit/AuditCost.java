package dev.dermstream.loadtest.audit;

import dev.dermstream.audit.chain.Conclusion;
import dev.dermstream.audit.chain.Origin;
import dev.dermstream.audit.chain.Outcome;
import dev.dermstream.audit.chain.Score;
import dev.dermstream.audit.log.Audit;
import dev.dermstream.audit.log.Audit.Arrival;
import dev.dermstream.audit.log.AuditConfig;
import dev.dermstream.audit.log.AuditLog;
import dev.dermstream.audit.log.AuditMode;
import dev.dermstream.audit.store.AuditStoreException;
import dev.dermstream.audit.store.StoreConfig;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * What an answer waits for its record, by mode and number of callers, each sending its next image
 * once the former is done. Images have 60 KB; their digest is a part of the time, which it is not
 * where a node works meanwhile.
 */
public final class AuditCost {
  private static final int IMAGE_BYTES = 60_000;
  private static final List<Integer> CALLERS = List.of(1, 8, 64, 256);
  private static final Duration RUN = Duration.ofSeconds(3);
  private static final long PAUSE_MILLIS = 1;

  private AuditCost() {}

  /**
   * @param arguments an empty folder on the disk to be measured, and the JDBC address of a
   *     PostgreSQL server if one is to be measured too
   */
  public static void main(String[] arguments)
      throws AuditStoreException, ExecutionException, InterruptedException {
    if (arguments.length < 1 || arguments.length > 2) {
      System.err.println("loadtest/audit DIRECTORY [JDBC-URL]");
      System.exit(2);
    }
    System.out.println("| store | mode | callers | p50 ms | p99 ms | records/s | refused/s |");
    System.out.println("|---|---|---:|---:|---:|---:|---:|");
    for (String url : arguments.length > 1 ? List.of("", arguments[1]) : List.of("")) {
      for (AuditMode mode : AuditMode.values()) {
        StoreConfig store =
            new StoreConfig(Path.of(arguments[0]), url, url.isEmpty() ? "" : "dermstream", "");
        measure(store, mode);
      }
    }
  }

  private static void measure(StoreConfig store, AuditMode mode)
      throws AuditStoreException, ExecutionException, InterruptedException {
    AuditConfig config =
        new AuditConfig(
            mode,
            "",
            store,
            10_000,
            1_000,
            Duration.ofSeconds(1),
            Duration.ofDays(1),
            "",
            Duration.ofMinutes(1));
    try (Audit audit =
        AuditLog.start(
            config, "cost-" + mode, Clock.systemUTC(), new PrometheusRegistry(), () -> {})) {
      run(audit, 8, new LongAdder());
      for (int callers : CALLERS) {
        LongAdder refused = new LongAdder();
        Histogram latencies = run(audit, callers, refused);
        System.out.printf(
            Locale.ROOT,
            "| %s | %s | %d | %.3f | %.3f | %.0f | %.0f |%n",
            store.isEmbedded() ? "SQLite" : "PostgreSQL",
            mode.name().toLowerCase(Locale.ROOT),
            callers,
            latencies.getValueAtPercentile(50) / 1e6,
            latencies.getValueAtPercentile(99) / 1e6,
            latencies.getTotalCount() / (double) RUN.toSeconds(),
            refused.sum() / (double) RUN.toSeconds());
      }
    }
  }

  private static Histogram run(Audit audit, int callers, LongAdder refused)
      throws ExecutionException, InterruptedException {
    Histogram latencies = new ConcurrentHistogram(3);
    Conclusion conclusion = conclusion();
    long end = System.nanoTime() + RUN.toNanos();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        all.add(
            threads.submit(() -> {
              send(audit, conclusion, end, latencies, refused);
              return true;
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    return latencies;
  }

  /** Comes again after a while where every place is taken: records that nobody waits for. */
  private static void send(
      Audit audit, Conclusion conclusion, long end, Histogram latencies, LongAdder refused)
      throws InterruptedException {
    byte[] image = new byte[IMAGE_BYTES];
    Arrival arrival = new Arrival("0b6e3c1e-5d0a-4f7c-9a55-2f6f8f1c7f10", "anonymous", "Screen");
    while (System.nanoTime() < end) {
      long begun = System.nanoTime();
      try {
        audit.begin(arrival, ByteBuffer.wrap(image)).end(conclusion).join();
        latencies.recordValue(System.nanoTime() - begun);
      } catch (ServiceException e) {
        if (e.code() != ErrorCode.OVERLOADED) {
          throw e;
        }
        refused.increment();
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private static Conclusion conclusion() {
    return new Conclusion(
        Outcome.ANSWERED,
        "",
        new Origin("tumour15", "demonstration-0123456789abcdef", "", "node-1", "OnnxRuntime cpu"),
        new Score(6, 61.5),
        6,
        IntStream.range(0, 15).mapToObj(code -> new Score(code, 100.0 / (code + 2))).toList());
  }
}
