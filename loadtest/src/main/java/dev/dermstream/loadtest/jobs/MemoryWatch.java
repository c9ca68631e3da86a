package dev.dermstream.loadtest.jobs;

import dev.dermstream.loadtest.process.ProcessUsage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** Looks at this process's memory every second until it is closed. */
final class MemoryWatch implements AutoCloseable {
  private static final int FEW = 4;

  private final List<Sample> samples = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  MemoryWatch() {
    Thread.ofPlatform().name("memory").daemon().start(this::run);
  }

  /**
   * One look.
   *
   * @param resident bytes in RAM
   * @param used bytes of the heap, garbage included
   * @param kept bytes of the heap after the last collection
   */
  record Sample(long resident, long used, long kept) {
    static Sample now() throws IOException {
      return new Sample(
          ProcessUsage.of(ProcessHandle.current().pid()).residentBytes(),
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          afterCollection());
    }

    private static long afterCollection() {
      long kept = 0;
      for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
        MemoryUsage after = pool.getCollectionUsage();
        if (pool.getType() == MemoryType.HEAP && after != null) {
          kept += after.getUsed();
        }
      }
      return kept;
    }
  }

  private void run() {
    try {
      do {
        Sample sample = Sample.now();
        synchronized (samples) {
          samples.add(sample);
        }
      } while (!closed.await(1, TimeUnit.SECONDS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Least and most of the second and of the last quarter, in MiB; the first is warming up. */
  String describe(ToLongFunction<Sample> what) {
    synchronized (samples) {
      int quarter = Math.max(1, samples.size() / FEW);
      return range(
          samples.subList(Math.min(quarter, samples.size() - 1), samples.size()), quarter, what);
    }
  }

  private static String range(List<Sample> warm, int count, ToLongFunction<Sample> what) {
    return between(warm.subList(0, Math.min(count, warm.size())), what)
        + ","
        + between(warm.subList(Math.max(0, warm.size() - count), warm.size()), what);
  }

  private static String between(List<Sample> some, ToLongFunction<Sample> what) {
    return "%d-%d"
        .formatted(
            some.stream().mapToLong(what).min().orElseThrow() >> 20,
            some.stream().mapToLong(what).max().orElseThrow() >> 20);
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
