package dev.dermstream.node.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import dev.dermstream.node.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sets a session of ONNX Runtime up for one graph on one device. */
final class SessionSetup {
  private static final int KEY_DIGITS = 16;

  private SessionSetup() {}

  static void apply(
      OrtSession.SessionOptions options,
      Path file,
      EngineConfig config,
      int gpu,
      Collection<InputSpec> inputs,
      GraphShapes shapes)
      throws OrtException, IOException {
    if (config.settledProvider() == Provider.TENSORRT) {
      // CUDA follows by itself: DJL adds it for a model on a GPU, after what is added here.
      tensorRt(options, file, config, gpu, inputs, shapes);
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
