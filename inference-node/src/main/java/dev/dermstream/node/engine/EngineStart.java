package dev.dermstream.node.engine;

import ai.djl.util.cuda.CudaUtils;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Finds the engine that really starts: with {@code auto} TensorRT is tried before CUDA, then DJL's
 * own TensorRT, then the CPU, and one counts as started when its sessions are made and a first
 * inference has come back. An engine that is asked for by name starts or fails. The log names the
 * engine, as a warning where one that this build is made for does not run.
 */
public final class EngineStart {
  private static final Logger log = LoggerFactory.getLogger(EngineStart.class);

  private EngineStart() {}

  /**
   * Opens a model on one engine and runs it once.
   *
   * @param <T> the opened model
   */
  @FunctionalInterface
  public interface Starter<T> {
    /** Opens it on the one provider and the devices of the settled configuration. */
    T start(EngineConfig settled) throws IOException;
  }

  /**
   * Starts a model on the best engine that the configuration allows.
   *
   * @param what the model, for the log
   * @throws IOException if none starts: what the last one, or the one that was asked for, threw
   */
  public static <T> T start(String what, EngineConfig config, Starter<T> starter)
      throws IOException {
    return EngineStack.call(() -> {
      OfflineEngine.prepare();
      if (config.choice() == EngineChoice.PYTORCH) {
        // ONNX Runtime stays out of a process that PyTorch serves.
        T started = starter.start(config);
        log.info("{} runs on PyTorch, as configured", what);
        return started;
      }
      EngineName.runtime();
      Set<OrtProvider> built = OrtEnvironment.getAvailableProviders();
      return start(what, config, built, visibleGpus(built), starter);
    });
  }

  static <T> T start(
      String what,
      EngineConfig config,
      Set<OrtProvider> built,
      List<Integer> visible,
      Starter<T> starter)
      throws IOException {
    if (config.choice() != EngineChoice.AUTO) {
      EngineConfig settled = settled(what, config, visible);
      T started = starter.start(settled);
      log.info("{} runs on {}, as configured", what, settled.written());
      return started;
    }
    List<Integer> gpus = config.devices().isEmpty() ? visible : config.gpus();
    FellOut fellOut = new FellOut();
    Level level = Level.INFO;
    for (Candidate candidate : candidates(config, built, gpus)) {
      Optional<Obstacle> obstacle = candidate.obstacle().get();
      if (obstacle.isEmpty()) {
        try {
          T started = starter.start(candidate.settled().after(fellOut.reasons()));
          log.atLevel(level).log("{} runs on {}{}", what, candidate.name(), fellOut.details());
          return started;
        } catch (IOException | RuntimeException | LinkageError e) {
          log.debug("{} does not start on {}", what, candidate.name(), e);
          level = Level.WARN;
          obstacle = Optional.of(Obstacle.of(e));
        }
      }
      fellOut.add(candidate.name(), obstacle.get());
    }
    T started = starter.start(config.on(Provider.CPU, List.of()).after(fellOut.reasons()));
    boolean gpuWanted =
        built.contains(OrtProvider.CUDA) && !config.devices().equals(List.of("cpu"));
    log.atLevel(gpuWanted ? Level.WARN : level)
        .log("{} runs on the CPU{}", what, fellOut.details());
    return started;
  }

  /**
   * An engine to be tried.
   *
   * @param obstacle why it cannot even be tried; empty if it can
   */
  private record Candidate(
      String name, EngineConfig settled, Supplier<Optional<Obstacle>> obstacle) {}

  /**
   * Best first. TensorRT stands before CUDA because it fuses what CUDA runs operator by operator;
   * DJL's TensorRT behind CUDA, because a device error there ends the process; the CPU last,
   * because it always starts.
   */
  private static List<Candidate> candidates(
      EngineConfig config, Set<OrtProvider> built, List<Integer> gpus) {
    return List.of(
        new Candidate(
            Provider.TENSORRT.written(),
            config.on(Provider.TENSORRT, gpus),
            () -> obstacle(OrtProvider.TENSOR_RT, built, gpus).or(() -> rounds(config))),
        new Candidate(
            Provider.CUDA.written(),
            config.on(Provider.CUDA, gpus),
            () -> obstacle(OrtProvider.CUDA, built, gpus)),
        new Candidate(
            "DJL's TensorRT",
            config.onTensorRt(gpus),
            () ->
                gpus.isEmpty()
                    ? Optional.of(Obstacle.NO_GPU)
                    : rounds(config).or(() -> TensorRtProbe.obstacle().map(Obstacle::ofStart))));
  }

  private static Optional<Obstacle> obstacle(
      OrtProvider needed, Set<OrtProvider> built, List<Integer> gpus) {
    if (!built.contains(needed)) {
      return Optional.of(Obstacle.NOT_BUILT);
    }
    return gpus.isEmpty() ? Optional.of(Obstacle.NO_GPU) : Optional.empty();
  }

  /** What keeps TensorRT of either kind from a precision that it does not promise. */
  private static Optional<Obstacle> rounds(EngineConfig config) {
    return config.precision() == Precision.FP32 ? Optional.of(Obstacle.ROUNDS) : Optional.empty();
  }

  private static EngineConfig settled(String what, EngineConfig config, List<Integer> visible)
      throws IOException {
    if (config.choice() == EngineChoice.TENSORRT) {
      Optional<String> obstacle =
          TensorRtProbe.obstacle().or(() -> rounds(config).map(Obstacle::detail));
      if (obstacle.isPresent()) {
        throw new IOException(
            "%s: the engine TensorRT is not available in this process: %s"
                .formatted(what, obstacle.get()));
      }
      return config.onTensorRt(gpus(config, visible));
    }
    Provider provider = config.settledProvider();
    if (provider == Provider.CPU) {
      return config.on(provider, List.of());
    }
    if (provider == Provider.TENSORRT && rounds(config).isPresent()) {
      throw new IOException("%s: not on TensorRT: %s".formatted(what, Obstacle.ROUNDS.detail()));
    }
    return config.on(provider, gpus(config, visible));
  }

  /** Those that are named, else those that are there, else the first, which then is missed. */
  private static List<Integer> gpus(EngineConfig config, List<Integer> visible) {
    if (!config.gpus().isEmpty()) {
      return config.gpus();
    }
    return visible.isEmpty() ? List.of(0) : visible;
  }

  private static List<Integer> visibleGpus(Set<OrtProvider> built) {
    if (!built.contains(OrtProvider.CUDA)) {
      return List.of();
    }
    return IntStream.range(0, CudaUtils.getGpuCount()).boxed().toList();
  }
}
