package dev.dermstream.loadtest.batch;

import dev.dermstream.node.batch.BatchSettings;
import dev.dermstream.node.batch.Batcher;
import dev.dermstream.node.batch.Lane;
import dev.dermstream.node.batch.Ticket;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Prints, for a number of callers who each wait for one answer before they ask again, the items per
 * second that the batcher gives beside the most that the bare device gives with so many callers,
 * and an item's time beside the bare device's for the same batch. Device and batcher are measured
 * one after the other in the same run.
 */
public final class DeviceComparison {
  private static final int[] CALLERS = {1, 8, 32, 64, 256};
  private static final int MAX_BATCH = 32;
  private static final Duration MAX_DELAY = Duration.ofMillis(2);
  private static final long SECOND = 1_000_000_000L;

  private final PrintStream out;
  private final long seconds;

  private DeviceComparison(PrintStream out, long seconds) {
    this.out = out;
    this.seconds = seconds;
  }

  /**
   * Runs the comparison on three devices.
   *
   * @param arguments none, or the seconds of every measurement
   */
  public static void main(String[] arguments) {
    long seconds = arguments.length == 0 ? 4 : Long.parseLong(arguments[0]);
    DeviceComparison comparison = new DeviceComparison(System.out, seconds);
    comparison.compare("fixed 10 ms a batch", new SimulatedDevice(10_000_000, 0));
    comparison.compare("5 ms a batch and 0.2 ms an item", new SimulatedDevice(5_000_000, 200_000));
    comparison.compare("2 ms an item, no gain by batching", new SimulatedDevice(0, 2_000_000));
  }

  private void compare(String name, SimulatedDevice device) {
    out.printf("%nDevice: %s; batches of at most %d, one worker%n", name, MAX_BATCH);
    out.println(
        "callers | ideal items/s | batcher items/s | share | bare ms | p50 ms | p95 ms | p99 ms |"
            + " mean batch");
    for (int callers : CALLERS) {
      double bareNanos = bareNanos(device, Math.min(callers, MAX_BATCH));
      double ideal = Math.min(callers, MAX_BATCH) * SECOND / bareNanos;
      Served served = serve(device, callers);
      out.printf(
          "%7d | %13.0f | %15.0f | %5.3f | %7.2f | %6.2f | %6.2f | %6.2f | %10.1f%n",
          callers,
          ideal,
          served.perSecond(),
          served.perSecond() / ideal,
          bareNanos / 1e6,
          served.millis(0.50),
          served.millis(0.95),
          served.millis(0.99),
          served.meanBatch());
    }
  }

  /** Mean time of a full batch when the device does nothing else. */
  private double bareNanos(SimulatedDevice device, int size) {
    List<Integer> batch = Collections.nCopies(size, 0);
    long begunNanos = System.nanoTime();
    long endNanos = begunNanos;
    int runs = 0;
    while (endNanos - begunNanos < seconds * SECOND / 4) {
      device.run(batch);
      runs++;
      endNanos = System.nanoTime();
    }
    return (double) (endNanos - begunNanos) / runs;
  }

  /** What callers got, sorted times of single items. */
  @SuppressWarnings("ArrayRecordComponent") // Passed on once; compared nowhere.
  private record Served(double perSecond, double meanBatch, long[] sortedNanos) {
    double millis(double quantile) {
      return sortedNanos[
              (int) Math.min(sortedNanos.length - 1L, Math.round(sortedNanos.length * quantile))]
          / 1e6;
    }
  }

  private Served serve(SimulatedDevice device, int callers) {
    BatchCount count = new BatchCount();
    BatchSettings settings =
        new BatchSettings(MAX_BATCH, List.of(), MAX_DELAY, 2 * callers, 1 << 20, 1);
    ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
    try (Batcher<Integer, Integer> batcher =
            new Batcher<>("simulated", settings, worker -> device, count);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long warmNanos = System.nanoTime() + SECOND;
      long endNanos = warmNanos + seconds * SECOND;
      IntStream.range(0, callers)
          .forEach(caller -> threads.execute(() -> call(batcher, times, warmNanos, endNanos)));
    }
    long[] sorted = times.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return new Served((double) sorted.length / seconds, count.mean(), sorted);
  }

  /** Asks until the end; keeps the times of the items that ended between warm-up and end. */
  private static void call(
      Batcher<Integer, Integer> batcher,
      ConcurrentLinkedQueue<Long> times,
      long warmNanos,
      long endNanos) {
    long askedNanos = System.nanoTime();
    while (askedNanos < endNanos) {
      batcher.submit(0, Ticket.lasting(Lane.ROUTINE, 1)).join();
      long answeredNanos = System.nanoTime();
      if (answeredNanos >= warmNanos && answeredNanos < endNanos) {
        times.add(answeredNanos - askedNanos);
      }
      askedNanos = answeredNanos;
    }
  }
}
