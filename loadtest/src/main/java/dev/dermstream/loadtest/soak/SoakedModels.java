package dev.dermstream.loadtest.soak;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.dermstream.loadtest.model.GeneratedRepository;
import dev.dermstream.trainer.onnx.Graph;
import dev.dermstream.trainer.onnx.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The repository of a soaked node: the models of the load tests, and what a node must bear.
 *
 * @param directory what the node is given
 */
record SoakedModels(Path directory) {
  /** An adapter of the release. */
  static final String ADAPTER = "adapter";

  /** An adapter of another base, which is never served. */
  static final String FOREIGN_ADAPTER = "foreign-adapter";

  /**
   * Takes {@code shape}, int64 {@code [3]}, and answers with as many zeros: memory is the bound.
   */
  static final String GIANT = "giant";

  /** A graph that nobody asks and that is loaded again and again. */
  static final String SPARE = "spare";

  /** Divides whole numbers by what the caller says: never served, it could end the process. */
  static final String DIVISION = "division";

  private static final String PROPERTIES = "serving.properties";
  private static final String ON_DEMAND = "option.load_on_start=false\n";

  /** Writes the repository into {@code directory}, which is made. */
  static SoakedModels write(Path directory, SoakedRelease release) throws IOException {
    GeneratedRepository.write(directory);
    SoakedModels models = new SoakedModels(directory);
    release.writeAdapter(models.folder(ADAPTER, "option.base=release\n"));
    release.writeForeignAdapter(
        models.folder(FOREIGN_ADAPTER, "option.base=release\n" + ON_DEMAND));
    giant().write(models.graph(GIANT, "option.warmup=0\n"));
    whole("Add").write(models.graph(SPARE, ""));
    whole("Div").write(models.graph(DIVISION, ON_DEMAND));
    return models;
  }

  private static Graph giant() {
    Graph graph = new Graph(GIANT);
    Value shape = graph.input("shape", DataType.INT64, 3);
    graph.output("y", graph.node("ConstantOfShape", shape), DataType.FLOAT, "a", "b", "c");
    return graph;
  }

  private static Graph whole(String operator) {
    Graph graph = new Graph(operator);
    Value a = graph.input("a", DataType.INT64, "n");
    Value b = graph.input("b", DataType.INT64, "n");
    graph.output("y", graph.node(operator, a, b), DataType.INT64, "n");
    return graph;
  }

  private Path graph(String name, String properties) throws IOException {
    return folder(name, properties).resolve("model.onnx");
  }

  private Path folder(String name, String properties) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(name));
    Files.writeString(folder.resolve(PROPERTIES), properties);
    return folder;
  }
}
