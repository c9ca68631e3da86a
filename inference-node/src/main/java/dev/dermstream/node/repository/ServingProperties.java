package dev.dermstream.node.repository;

import dev.dermstream.node.engine.EngineChoice;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.GraphShapes;
import dev.dermstream.node.engine.Precision;
import dev.dermstream.node.engine.Provider;
import dev.dermstream.node.engine.WideSession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

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
 * @param provider of ONNX Runtime, {@code option.ortDevice}; empty for CUDA where a GPU is named
 *     and the CPU elsewhere
 * @param precision of the arithmetic on a GPU; empty for the node's own setting
 * @param intraOpThreads threads of one operator; empty for the node's own setting
 * @param wideSession whether lone runs get all processors; empty for the node's own setting
 * @param loadOnStart whether the model is loaded with the node
 * @param allVersions whether every version is served, or the newest alone
 * @param warmup runs with made-up input before the model counts as ready, at least 0
 * @param runLimit what one run may last before it is ended
 * @param dangerousOperators whether graphs are served that some values of a request would let end
 *     the process
 * @param shapes sizes of inputs whose axes the graph leaves open, for warm-up and TensorRT, by
 *     name; the first may be -1 for the batch
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
    Optional<Provider> provider,
    Optional<Precision> precision,
    OptionalInt intraOpThreads,
    Optional<WideSession> wideSession,
    boolean loadOnStart,
    boolean allVersions,
    int warmup,
    Duration runLimit,
    boolean dangerousOperators,
    Map<String, List<Long>> shapes,
    Optional<String> imageInput,
    Optional<String> base,
    Map<String, String> options) {
  /** The file's name. */
  public static final String FILE_NAME = "serving.properties";

  public ServingProperties {
    devices = List.copyOf(devices);
    preferredBatchSizes = List.copyOf(preferredBatchSizes);
    shapes = Map.copyOf(shapes);
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

  /** How the engine is to run this model; the node's settings stand where the file is silent. */
  EngineConfig engine(EngineConfig node) {
    return new EngineConfig(
        // A provider of ONNX Runtime is a choice of ONNX Runtime.
        engine.orElse(provider.isPresent() ? EngineChoice.ONNX_RUNTIME : node.choice()),
        provider.or(node::provider),
        devices.isEmpty() ? node.devices() : devices,
        intraOpThreads.orElse(node.intraOpThreads()),
        precision.orElse(node.precision()),
        node.planCache(),
        wideSession.orElse(node.wideSession()),
        node.cuda(),
        node.fallback());
  }

  /** Rows of a run that are prepared for: one, the preferred sizes, the most. */
  List<Integer> batchSizes() {
    return Stream.concat(Stream.of(1, batchSize), preferredBatchSizes.stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** The sizes at which the model is run. */
  GraphShapes graphShapes() {
    Map<String, long[]> given = new HashMap<>();
    shapes.forEach(
        (name, shape) -> given.put(name, shape.stream().mapToLong(Long::longValue).toArray()));
    return new GraphShapes(given, batchSizes());
  }
}
