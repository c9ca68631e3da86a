package dev.dermstream.loadtest.bare;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.ConcurrentHistogram;

/** Work on as many threads as asked until the time is over. */
final class TimedLoop {
  /** Runs that every thread does before the clock starts. */
  private static final int WARM_UP = 5;

  /** Makes the work of one thread. */
  interface WorkFactory {
    Work open(OrtSession session) throws OrtException;
  }

  private TimedLoop() {}

  static LoopResult run(OrtSession session, int workers, long millis, WorkFactory factory)
      throws OrtException, InterruptedException, ExecutionException {
    List<Work> works = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
      for (int i = 0; i < workers; i++) {
        works.add(factory.open(session));
      }
      for (Future<Long> warm : threads.invokeAll(works.stream().map(TimedLoop::warmUp).toList())) {
        warm.get();
      }
      ConcurrentHistogram latencies = new ConcurrentHistogram(3);
      long cpu = cpuNanos();
      long start = System.nanoTime();
      long end = start + millis * 1_000_000;
      List<Future<Long>> counts = new ArrayList<>();
      for (Work work : works) {
        counts.add(threads.submit(() -> loop(work, end, latencies)));
      }
      long count = 0;
      for (Future<Long> one : counts) {
        count += one.get();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return new LoopResult(
          count / seconds,
          latencies.getValueAtPercentile(50),
          latencies.getValueAtPercentile(95),
          latencies.getValueAtPercentile(99),
          (cpuNanos() - cpu) / Math.max(1, count));
    } finally {
      works.forEach(Work::close);
    }
  }

  /** Of the whole process, so that the engine's own threads count. */
  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static Callable<Long> warmUp(Work work) {
    return () -> {
      for (int i = 0; i < WARM_UP; i++) {
        work.run();
      }
      return 0L;
    };
  }

  /** Runs once at least, however late the thread gets to it. */
  private static long loop(Work work, long end, ConcurrentHistogram latencies)
      throws OrtException, IOException {
    long count = 0;
    long began = System.nanoTime();
    do {
      count += work.run();
      long ended = System.nanoTime();
      latencies.recordValue(ended - began);
      began = ended;
    } while (began - end < 0);
    return count;
  }
}
