package dev.dermstream.node.repository;

import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.Batcher;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.EngineStack;
import dev.dermstream.node.engine.EngineStart;
import dev.dermstream.node.engine.GraphShapes;
import dev.dermstream.node.engine.MadeUpInputs;
import dev.dermstream.node.engine.TensorGraph;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import dev.dermstream.platform.image.ImagePreprocessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens {@code model.onnx}, tries it on the engines that are allowed, and warms it up. */
final class GraphOpener implements ModelOpener {
  static final String FILE_NAME = "model.onnx";
  private static final String PREPROCESSOR = "preprocessor_config.json";
  private static final Logger log = LoggerFactory.getLogger(GraphOpener.class);

  private final EngineConfig node;
  private final Batcher<Picture, PixelData> decoders;

  /**
   * Opens graphs.
   *
   * @param node the node's own settings
   * @param decoders for models that take encoded pictures
   */
  GraphOpener(EngineConfig node, Batcher<Picture, PixelData> decoders) {
    this.node = node;
    this.decoders = decoders;
  }

  @Override
  public OpenModel open(String name, ModelVersion version, ServingProperties properties)
      throws IOException {
    Path file = version.directory().resolve(FILE_NAME);
    Optional<ImagePreprocessor> preprocessor = preprocessor(version.directory(), properties);
    GraphModel graph =
        EngineStart.start(
            name + " " + version.text(),
            properties.engine(node),
            settled -> start(name, version, properties, file, settled));
    if (preprocessor.isEmpty()) {
      return graph;
    }
    String imageInput = properties.imageInput().orElseThrow();
    if (graph.inputs().stream().noneMatch(input -> takesPixels(imageInput, input))) {
      graph.close();
      throw new IOException(
          file + ": has no input " + imageInput + " of FP32 [n, 3, height, width]");
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

  private static GraphModel start(
      String name,
      ModelVersion version,
      ServingProperties properties,
      Path file,
      EngineConfig settled)
      throws IOException {
    List<TensorGraph> sessions = TensorGraph.load(file, settled, properties.graphShapes());
    boolean right = false;
    try {
      requireBatchAxis(file, properties, sessions.getFirst());
      for (TensorGraph session : sessions) {
        EngineStack.call(() -> warmUp(file, session, properties));
      }
      GraphModel model = new GraphModel(name, version, properties, settled, sessions);
      right = true;
      return model;
    } finally {
      if (!right) {
        sessions.forEach(TensorGraph::close);
      }
    }
  }

  private static void requireBatchAxis(Path file, ServingProperties properties, TensorGraph graph)
      throws IOException {
    List<String> fixed =
        Stream.concat(graph.inputs().stream(), graph.outputs().stream())
            .filter(spec -> spec.rank() == 0 || spec.shape()[0] != TensorSpec.ANY)
            .map(TensorSpec::name)
            .toList();
    if (properties.batchSize() > 1 && !fixed.isEmpty()) {
      throw new IOException(
          "%s: batch_size is %d, but the first axis is not open in %s"
              .formatted(file, properties.batchSize(), String.join(", ", fixed)));
    }
  }

  private static Boolean warmUp(Path file, TensorGraph graph, ServingProperties properties)
      throws IOException {
    GraphShapes shapes = properties.graphShapes();
    for (int run = 0; run < properties.warmup(); run++) {
      for (int rows : properties.batchSizes()) {
        Optional<Map<String, HostTensor>> inputs = MadeUpInputs.of(graph.inputs(), shapes, rows);
        if (inputs.isEmpty()) {
          log.info("{} is not warmed up: not every size is known; see option.shape", file);
          return false;
        }
        try {
          graph.run(inputs.get(), Set.of(), false);
          graph.run(inputs.get(), Set.of(), true);
        } catch (ServiceException e) {
          throw new IOException(
              "%s: a trial with %d rows of zeros fails: %s; option.shape names other sizes, "
                      .formatted(file, rows, e.sentence())
                  + "option.warmup=0 leaves the trial out",
              e);
        }
      }
    }
    return true;
  }
}
