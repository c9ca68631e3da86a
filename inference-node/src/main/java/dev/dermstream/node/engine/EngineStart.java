package dev.dermstream.node.engine;

import ai.djl.util.cuda.CudaUtils;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the engine that really starts: with {@code auto} TensorRT is tried before CUDA, then DJL's
 * own TensorRT, then the CPU, and one counts as started when its sessions are made and a first
 * inference has come back. An engine that is asked for by name starts or fails.
 */
public final class EngineStart {
  private static final Logger log = LoggerFactory.getLogger(EngineStart.class);

  private static final String NO_GPU = "no GPU is there or allowed";

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
        return starter.start(config);
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
      return starter.start(settled(what, config, visible));
    }
    List<Integer> gpus = config.devices().isEmpty() ? visible : config.gpus();
    List<String> fellOut = new ArrayList<>();
    for (Candidate candidate : candidates(config, built, gpus)) {
      String obstacle = candidate.obstacle().get();
      if (obstacle.isEmpty()) {
        try {
          T started = starter.start(candidate.settled());
          log.info("{} runs on {}{}", what, candidate.name(), reasons(fellOut));
          return started;
        } catch (IOException | RuntimeException | LinkageError e) {
          log.debug("{} does not start on {}", what, candidate.name(), e);
          obstacle = "it does not start: " + e.getMessage();
        }
      }
      fellOut.add(candidate.name() + ": " + obstacle);
    }
    T started = starter.start(config.on(Provider.CPU, List.of()));
    log.info("{} runs on the CPU{}", what, reasons(fellOut));
    return started;
  }

  /**
   * An engine to be tried.
   *
   * @param obstacle why it cannot even be tried; empty if it can
   */
  private record Candidate(String name, EngineConfig settled, Supplier<String> obstacle) {}

  /** Best first. DJL's TensorRT stands behind CUDA: a device error there ends the process. */
  private static List<Candidate> candidates(
      EngineConfig config, Set<OrtProvider> built, List<Integer> gpus) {
    return List.of(
        new Candidate(
            Provider.TENSORRT.written(),
            config.on(Provider.TENSORRT, gpus),
            () -> obstacle(OrtProvider.TENSOR_RT, built, gpus)),
        new Candidate(
            Provider.CUDA.written(),
            config.on(Provider.CUDA, gpus),
            () -> obstacle(OrtProvider.CUDA, built, gpus)),
        new Candidate(
            "DJL's TensorRT",
            config.onTensorRt(gpus),
            () -> gpus.isEmpty() ? NO_GPU : TensorRtProbe.obstacle().orElse("")));
  }

  private static EngineConfig settled(String what, EngineConfig config, List<Integer> visible)
      throws IOException {
    if (config.choice() == EngineChoice.TENSORRT) {
      Optional<String> obstacle = TensorRtProbe.obstacle();
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
    return config.on(provider, gpus(config, visible));
  }

  /** Those that are named, else those that are there, else the first, which then is missed. */
  private static List<Integer> gpus(EngineConfig config, List<Integer> visible) {
    if (!config.gpus().isEmpty()) {
      return config.gpus();
    }
    return visible.isEmpty() ? List.of(0) : visible;
  }

  private static String obstacle(OrtProvider needed, Set<OrtProvider> built, List<Integer> gpus) {
    if (!built.contains(needed)) {
      return "this ONNX Runtime is built without it";
    }
    return gpus.isEmpty() ? NO_GPU : "";
  }

  private static String reasons(List<String> fellOut) {
    return fellOut.isEmpty() ? "" : "; not on " + String.join("; not on ", fellOut);
  }

  private static List<Integer> visibleGpus(Set<OrtProvider> built) {
    if (!built.contains(OrtProvider.CUDA)) {
      return List.of();
    }
    return IntStream.range(0, CudaUtils.getGpuCount()).boxed().toList();
  }
}
