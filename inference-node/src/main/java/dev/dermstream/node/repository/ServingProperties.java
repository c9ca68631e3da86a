package dev.dermstream.node.repository;

import dev.dermstream.node.engine.EngineChoice;
import dev.dermstream.node.engine.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one model is served: {@code serving.properties} in the convention of DJL Serving, as {@code
 * docs/serving-properties.md} lists it.
 *
 * @param engine what runs the model; empty for the node's own setting
 * @param devices {@code cpu} or {@code gpu0}, {@code gpu1} ..., best first; empty for the node's
 *     own setting
 * @param batchSize most rows of one run, at least 1; 1 for no dynamic batching
 * @param preferredBatchSizes sizes at which the device works best, ascending; may be empty
 * @param maxBatchDelay longest wait for more rows
 * @param jobQueueSize requests that wait before the next is refused, at least 1
 * @param workers runs at the same time on the CPU, at least 1
 * @param gpuWorkers runs at the same time on one GPU, at least 1
 * @param precision of the arithmetic on a GPU
 * @param loadOnStart whether the model is loaded with the node
 * @param allVersions whether every version is served, or the newest alone
 * @param warmup runs with made-up input before the model counts as ready, at least 0
 * @param imageInput the input that takes encoded pictures, if one does
 * @param base the model whose adapter this is, if it is one
 * @param options every {@code option.} without its prefix, as written
 */
public record ServingProperties(
    Optional<EngineChoice> engine,
    List<String> devices,
    int batchSize,
    List<Integer> preferredBatchSizes,
    Duration maxBatchDelay,
    int jobQueueSize,
    int workers,
    int gpuWorkers,
    Precision precision,
    boolean loadOnStart,
    boolean allVersions,
    int warmup,
    Optional<String> imageInput,
    Optional<String> base,
    Map<String, String> options) {
  /** The file's name. */
  public static final String FILE_NAME = "serving.properties";

  public ServingProperties {
    devices = List.copyOf(devices);
    preferredBatchSizes = List.copyOf(preferredBatchSizes);
    options = Map.copyOf(options);
  }

  /**
   * Reads the file in a model's directory; without one every value is its default.
   *
   * @throws IOException with every problem of the file
   */
  public static ServingProperties read(Path modelDirectory) throws IOException {
    return ServingPropertiesFile.read(modelDirectory.resolve(FILE_NAME));
  }
}
