package dev.dermstream.trainer.finetune.loop;

import java.time.Duration;
import java.util.List;

/** Counts what a run takes. Not thread-safe. */
public final class SpentClock {
  private static final double NANOS = 1e9;

  private final long startNanos = System.nanoTime();
  private final Duration startCpu = cpu();
  private Spent earlier = Spent.NOTHING;
  private double updateSeconds;
  private long images;
  private long tokens;

  /** Goes on from what an interrupted run had taken. */
  void resume(Spent spent) {
    earlier = spent;
  }

  /** An update that began at a time of {@link System#nanoTime}. */
  void updated(long beganNanos, List<Sample> samples) {
    updateSeconds += (System.nanoTime() - beganNanos) / NANOS;
    images += samples.size();
    tokens += samples.stream().mapToLong(sample -> sample.sequence().length()).sum();
  }

  /** Until now. */
  public Spent spent() {
    return new Spent(
        earlier.seconds() + (System.nanoTime() - startNanos) / NANOS,
        earlier.cpuSeconds() + cpu().minus(startCpu).toMillis() / 1e3,
        earlier.updateSeconds() + updateSeconds,
        earlier.images() + images,
        earlier.tokens() + tokens);
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
