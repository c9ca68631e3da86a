package dev.dermstream.node.health;

import java.io.IOException;
import java.util.function.Supplier;

/**
 * What models beside the release are watched by. Thread-safe.
 *
 * @param runs makes what notes the runs of one engine
 */
public record ModelHealth(HealthConfig config, HealthMetrics metrics, Supplier<EngineRuns> runs) {
  /**
   * Tries a model's engine out and watches it.
   *
   * @param model its name in the repository
   * @throws IOException as {@link EngineWatch#start}
   */
  public <E extends WatchedEngine> EngineWatch<E> watch(
      String model, E first, EngineWatch.Builder<E> builder) throws IOException {
    return EngineWatch.start("the model " + model, config, first, builder, metrics.ofModel(model));
  }
}
