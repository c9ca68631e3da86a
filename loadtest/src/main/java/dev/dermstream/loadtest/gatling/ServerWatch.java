package dev.dermstream.loadtest.gatling;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.dermstream.loadtest.gatling.Verdict.Finding;
import dev.dermstream.loadtest.gatling.latency.Latencies;
import dev.dermstream.loadtest.process.ProcessUsage;
import dev.dermstream.loadtest.table.Medians;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the servers' process while the run lasts, as often as the latencies have parts.
 * Thread-safe.
 */
final class ServerWatch implements AutoCloseable {
  private static final double MEBIBYTE = 1 << 20;
  private static final double MOST_HEAP = 1.25;
  private static final double MOST_MEMORY = 1.25;
  private static final double MOST_FILES = 1.25;

  private final long pid;
  private final Duration pause;
  private final List<Sample> samples = new ArrayList<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("server-watch").daemon().factory());

  private volatile boolean collects;
  private volatile @Nullable String failure;

  /**
   * What the process has.
   *
   * @param memory empty if no collection is asked for
   */
  private record Sample(
      Optional<JvmMemory> memory, double residentMebibytes, double openFiles, double cpuSeconds) {
    double heapMebibytes() {
      return memory.map(JvmMemory::heapBytes).orElse(0L) / MEBIBYTE;
    }

    double outsideMebibytes() {
      return memory.map(JvmMemory::outsideBytes).orElse(0L) / MEBIBYTE;
    }
  }

  ServerWatch(long pid, Duration run) {
    this.pid = pid;
    this.pause = run.dividedBy(Latencies.SLICES);
  }

  void begin() {
    var _ =
        clock.scheduleAtFixedRate(
            this::look, 0, Math.max(1, pause.toMillis()), TimeUnit.MILLISECONDS);
  }

  /**
   * Has the servers collect their garbage before every look: else what has died and was not
   * collected yet would pass for a leak, for hours where the heap is large.
   */
  void collectGarbage() {
    collects = true;
  }

  synchronized void look() {
    if (samples.size() > Latencies.SLICES) {
      return;
    }
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      Optional<JvmMemory> memory =
          collects ? Optional.of(JvmMemory.afterCollection(pid)) : Optional.empty();
      ProcessUsage usage = ProcessUsage.of(pid);
      samples.add(
          new Sample(memory, usage.residentBytes() / MEBIBYTE, files.count(), usage.cpuSeconds()));
    } catch (IOException e) {
      failure = e.getMessage();
      System.err.println("The servers are watched no more: " + failure);
      clock.shutdown();
    }
  }

  /** For one that collects. */
  Verdict steadyHeap() {
    return steady("the servers' heap after a collection", "MiB", MOST_HEAP, Sample::heapMebibytes);
  }

  /** Likewise. */
  Verdict steadyMemory() {
    return steady(
        "the servers' memory outside the heap", "MiB", MOST_MEMORY, Sample::outsideMebibytes);
  }

  Verdict steadyFiles() {
    return steady("the number of the servers' open files", "files", MOST_FILES, Sample::openFiles);
  }

  /** Medians, since one look depends on what is under way. Does not hold where looks failed. */
  private Verdict steady(String what, String unit, double most, ToDoubleFunction<Sample> value) {
    return new Verdict(
        String.format(
            Locale.ROOT,
            "the median of %s in the last third is at most %.2f times that in the second",
            what,
            most),
        () -> {
          if (failure != null) {
            return new Finding(false, "not watched to the end: " + failure);
          }
          List<Sample> all = copy();
          int third = all.size() / 3;
          if (third == 0) {
            return new Finding(false, "looked at " + all.size() + " times");
          }
          double second = Medians.of(all.subList(third, 2 * third), value);
          double last = Medians.of(all.subList(2 * third, all.size()), value);
          return new Finding(
              second > 0 && last <= most * second,
              String.format(
                  Locale.ROOT,
                  "%.2f times (%.0f, then %.0f %s)",
                  last / second,
                  second,
                  last,
                  unit));
        });
  }

  private synchronized List<Sample> copy() {
    return List.copyOf(samples);
  }

  JsonArray json() {
    JsonArray all = new JsonArray();
    for (Sample sample : copy()) {
      JsonObject each = new JsonObject();
      if (sample.memory().isPresent()) {
        each.addProperty("heap_mib", Math.round(sample.heapMebibytes()));
        each.addProperty("outside_mib", Math.round(sample.outsideMebibytes()));
      }
      each.addProperty("resident_mib", Math.round(sample.residentMebibytes()));
      each.addProperty("open_files", sample.openFiles());
      each.addProperty("cpu_seconds", sample.cpuSeconds());
      all.add(each);
    }
    return all;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
