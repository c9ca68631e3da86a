package dev.dermstream.node.repository;

import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.health.ModelHealth;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import dev.dermstream.platform.image.ImagePreprocessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens graphs, {@code model.onnx}, fed by tensors or by pictures. */
final class GraphOpener implements ModelOpener {
  private static final String PREPROCESSOR = "preprocessor_config.json";

  private final EngineConfig node;
  private final ModelHealth health;
  private final PictureDecoders decoders;

  /**
   * Opens graphs.
   *
   * @param node the node's own settings
   * @param health what they are watched by
   * @param decoders for models that take encoded pictures
   */
  GraphOpener(EngineConfig node, ModelHealth health, PictureDecoders decoders) {
    this.node = node;
    this.health = health;
    this.decoders = decoders;
  }

  @Override
  public OpenModel open(String name, ModelVersion version, ServingProperties properties)
      throws IOException {
    Optional<ImagePreprocessor> preprocessor = preprocessor(version.directory(), properties);
    GraphModel graph = GraphModel.open(name, version, properties, properties.engine(node), health);
    if (preprocessor.isEmpty()) {
      return graph;
    }
    String imageInput = properties.imageInput().orElseThrow();
    if (graph.inputs().stream().noneMatch(input -> takesPixels(imageInput, input))) {
      graph.close();
      throw new IOException(
          version.directory().resolve(GraphEngines.FILE_NAME)
              + ": has no input "
              + imageInput
              + " of FP32 [n, 3, height, width]");
    }
    return new ImageFedModel(graph, imageInput, preprocessor.get(), decoders);
  }

  private static boolean takesPixels(String imageInput, TensorSpec input) {
    return input.name().equals(imageInput) && input.type() == TensorType.FP32 && input.rank() == 4;
  }

  private static Optional<ImagePreprocessor> preprocessor(
      Path directory, ServingProperties properties) throws IOException {
    if (properties.imageInput().isEmpty()) {
      return Optional.empty();
    }
    Path file = directory.resolve(PREPROCESSOR);
    if (!Files.exists(file)) {
      throw new IOException(directory + ": option.image_input needs " + PREPROCESSOR);
    }
    return Optional.of(ImagePreprocessor.read(file));
  }
}
