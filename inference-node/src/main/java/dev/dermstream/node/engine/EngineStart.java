package dev.dermstream.node.engine;

import ai.djl.util.cuda.CudaUtils;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the engine that really starts: with {@code auto} TensorRT is tried before CUDA and CUDA
 * before the CPU, and one counts as started when its sessions are made and a first inference has
 * come back. An engine that is asked for by name starts or fails.
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
    List<String> fellOut = new ArrayList<>();
    for (Provider provider : List.of(Provider.TENSORRT, Provider.CUDA)) {
      List<Integer> gpus = config.devices().isEmpty() ? visible : config.gpus();
      String obstacle = obstacle(provider, built, gpus);
      if (obstacle.isEmpty()) {
        try {
          T started = starter.start(config.on(provider, gpus));
          log.info("{} runs on {}{}", what, provider.written(), reasons(fellOut));
          return started;
        } catch (IOException | RuntimeException | LinkageError e) {
          log.debug("{} does not start on {}", what, provider.written(), e);
          obstacle = "it does not start: " + e.getMessage();
        }
      }
      fellOut.add(provider.written() + ": " + obstacle);
    }
    T started = starter.start(config.on(Provider.CPU, List.of()));
    log.info("{} runs on the CPU{}", what, reasons(fellOut));
    return started;
  }

  private static EngineConfig settled(String what, EngineConfig config, List<Integer> visible)
      throws IOException {
    if (config.choice() != EngineChoice.ONNX_RUNTIME) {
      throw new IOException(
          "%s: the engine %s is not available in this process"
              .formatted(what, config.choice().written()));
    }
    Provider provider = config.settledProvider();
    if (provider == Provider.CPU) {
      return config.on(provider, List.of());
    }
    List<Integer> gpus = config.gpus();
    if (gpus.isEmpty()) {
      gpus = visible.isEmpty() ? List.of(0) : visible;
    }
    return config.on(provider, gpus);
  }

  /** Why a provider cannot even be tried; empty if it can. */
  private static String obstacle(Provider provider, Set<OrtProvider> built, List<Integer> gpus) {
    OrtProvider needed = provider == Provider.TENSORRT ? OrtProvider.TENSOR_RT : OrtProvider.CUDA;
    if (!built.contains(needed)) {
      return "this ONNX Runtime is built without it";
    }
    return gpus.isEmpty() ? "no GPU is there or allowed" : "";
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
