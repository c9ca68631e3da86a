package dev.dermstream.node.engine;

import ai.djl.util.cuda.CudaUtils;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets tests that need a GPU begin, or skips them with a sentence that is seen in the output. */
final class GpuMachine {
  private static final Logger log = LoggerFactory.getLogger(GpuMachine.class);

  private GpuMachine() {}

  /** Skips unless this build and this machine can run CUDA. */
  static void require() {
    OfflineEngine.prepare();
    EngineName.runtime();
    if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
      skip("this ONNX Runtime is built without CUDA; build with -Pgpu");
    }
    if (CudaUtils.getGpuCount() == 0) {
      skip("this machine has no GPU, or no driver for it");
    }
  }

  /** Skips unless the provider starts on this machine, which runs CUDA. */
  static void require(Provider provider) {
    obstacle(provider).ifPresent(GpuMachine::skip);
  }

  /** Whether the provider starts on this machine, which runs CUDA. */
  static boolean starts(Provider provider) {
    return obstacle(provider).isEmpty();
  }

  private static Optional<String> obstacle(Provider provider) {
    if (provider != Provider.TENSORRT) {
      return Optional.empty();
    }
    try (OrtSession.SessionOptions session = new OrtSession.SessionOptions();
        OrtTensorRTProviderOptions options = new OrtTensorRTProviderOptions(0)) {
      session.addTensorrt(options);
      return Optional.empty();
    } catch (OrtException e) {
      return Optional.of("TensorRT does not start here: " + e.getMessage());
    }
  }

  private static void skip(String why) {
    String sentence = "Tests that need a GPU are skipped: " + why;
    log.warn(sentence);
    Assumptions.abort(sentence);
  }
}
