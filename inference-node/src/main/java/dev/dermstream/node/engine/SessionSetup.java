package dev.dermstream.node.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import dev.dermstream.node.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sets a session of ONNX Runtime up for one graph on one device. Providers are asked in the order
 * in which they are added: TensorRT takes the parts of the graph that it can build, CUDA the
 * operators that it leaves, and the CPU, which is always there and last, what neither has.
 */
final class SessionSetup {
  private static final int KEY_DIGITS = 16;

  private SessionSetup() {}

  /**
   * Adds the providers of a settled configuration.
   *
   * @throws IOException if one is not in this ONNX Runtime, or its libraries or device are missing
   */
  static void apply(
      OrtSession.SessionOptions options,
      Path file,
      EngineConfig config,
      int gpu,
      Collection<InputSpec> inputs,
      GraphShapes shapes)
      throws IOException {
    try {
      add(options, file, config, gpu, inputs, shapes);
    } catch (OrtException e) {
      throw new IOException(config.settledProvider().written() + " does not start", e);
    }
  }

  private static void add(
      OrtSession.SessionOptions options,
      Path file,
      EngineConfig config,
      int gpu,
      Collection<InputSpec> inputs,
      GraphShapes shapes)
      throws OrtException, IOException {
    switch (config.settledProvider()) {
      case TENSORRT -> {
        tensorRt(options, file, config, gpu, inputs, shapes);
        cuda(options, config, gpu);
      }
      case CUDA -> cuda(options, config, gpu);
      case CPU -> {}
    }
  }

  private static void cuda(OrtSession.SessionOptions options, EngineConfig config, int gpu)
      throws OrtException {
    try (OrtCUDAProviderOptions provider = new OrtCUDAProviderOptions(gpu)) {
      for (Map.Entry<String, String> option :
          CudaOptions.of(gpu, config.precision(), config.cuda()).entrySet()) {
        provider.add(option.getKey(), option.getValue());
      }
      options.addCUDA(provider);
    }
  }

  private static void tensorRt(
      OrtSession.SessionOptions options,
      Path file,
      EngineConfig config,
      int gpu,
      Collection<InputSpec> inputs,
      GraphShapes shapes)
      throws OrtException, IOException {
    Path plans = config.planCache().resolve(FileDigest.of(file).substring(0, KEY_DIGITS));
    Files.createDirectories(plans);
    List<TensorSpec> specs =
        inputs.stream().map(InputSpec::toTensorSpec).flatMap(Optional::stream).toList();
    try (OrtTensorRTProviderOptions provider = new OrtTensorRTProviderOptions(gpu)) {
      for (Map.Entry<String, String> option :
          TensorRtOptions.of(gpu, config.precision(), specs, shapes, plans).entrySet()) {
        provider.add(option.getKey(), option.getValue());
      }
      options.addTensorrt(provider);
    }
  }
}
