package dev.dermstream.trainer.recipe;

import dev.dermstream.platform.safetensors.Tensor;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * Time spent so far, by the clock and by the processors, earlier runs that were resumed included.
 */
final class Stopwatch {
  private static final String SPENT = "spent_seconds";
  private static final double SECONDS_PER_MINUTE = 60;

  private final long startNanos = System.nanoTime();
  private final Duration startCpu = cpu();
  private double earlierSeconds;
  private double earlierCpuSeconds;

  /** Replaces the time before this run by what a checkpoint says. */
  void resume(Map<String, Tensor> checkpoint) {
    float[] spent = Objects.requireNonNull(checkpoint.get(SPENT), SPENT).toFloats();
    earlierSeconds = spent[0];
    earlierCpuSeconds = spent[1];
  }

  /** Time so far, to go into a checkpoint. */
  Map<String, Tensor> tensors() {
    return Map.of(SPENT, Tensor.ofDoubles(new double[] {seconds(), cpuSeconds()}, 2));
  }

  double minutes() {
    return seconds() / SECONDS_PER_MINUTE;
  }

  double cpuMinutes() {
    return cpuSeconds() / SECONDS_PER_MINUTE;
  }

  private double seconds() {
    return earlierSeconds + Duration.ofNanos(System.nanoTime() - startNanos).toMillis() / 1e3;
  }

  private double cpuSeconds() {
    return earlierCpuSeconds + cpu().minus(startCpu).toMillis() / 1e3;
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
