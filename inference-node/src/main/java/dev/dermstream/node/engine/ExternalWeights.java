package dev.dermstream.node.engine;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files that a graph keeps its weights in, so that a missing one is named. Field numbers:
 * onnx.proto, messages ModelProto, GraphProto, TensorProto and StringStringEntryProto.
 */
final class ExternalWeights {
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int TENSOR_EXTERNAL_DATA = 13;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;
  private static final String LOCATION = "location";

  private final Set<String> locations = new TreeSet<>();

  private ExternalWeights() {}

  /**
   * Refuses a graph whose weights are not there.
   *
   * @return the files, relative to the graph's folder
   * @throws IOException naming every file that is missing or lies outside the graph's folder
   */
  static Set<String> require(Path graph) throws IOException {
    Path folder = folder(graph);
    Set<String> locations = locations(graph);
    Set<String> missing = new TreeSet<>();
    for (String location : locations) {
      Path file = folder.resolve(location).normalize();
      if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
        missing.add(location);
      }
    }
    if (!missing.isEmpty()) {
      throw new IOException(
          "%s: its weights are not there: no %s".formatted(graph, String.join(", no ", missing)));
    }
    return locations;
  }

  /** Bytes of a graph's file and of those that {@link #require} found. */
  static long graphBytes(Path graph) throws IOException {
    Path folder = folder(graph);
    long bytes = Files.size(graph);
    for (String location : locations(graph)) {
      bytes += Files.size(folder.resolve(location));
    }
    return bytes;
  }

  private static Path folder(Path graph) {
    return Objects.requireNonNull(graph.toAbsolutePath().normalize().getParent());
  }

  private static Set<String> locations(Path graph) throws IOException {
    ExternalWeights found = new ExternalWeights();
    try (InputStream bytes = Files.newInputStream(graph)) {
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      in.setSizeLimit(Integer.MAX_VALUE);
      InputSpec.fields(in, found::readModel);
    }
    return found.locations;
  }

  private boolean readModel(int field, CodedInputStream in) throws IOException {
    return field == MODEL_GRAPH
        && InputSpec.message(in, graph -> InputSpec.fields(graph, this::readGraph));
  }

  private boolean readGraph(int field, CodedInputStream in) throws IOException {
    return field == GRAPH_INITIALIZER
        && InputSpec.message(in, tensor -> InputSpec.fields(tensor, this::readTensor));
  }

  private boolean readTensor(int field, CodedInputStream in) throws IOException {
    return field == TENSOR_EXTERNAL_DATA && InputSpec.message(in, this::readEntry);
  }

  private void readEntry(CodedInputStream in) throws IOException {
    String[] entry = {"", ""};
    InputSpec.fields(
        in,
        (field, value) -> {
          if (field == ENTRY_KEY || field == ENTRY_VALUE) {
            entry[field - ENTRY_KEY] = value.readString();
            return true;
          }
          return false;
        });
    if (entry[0].equals(LOCATION)) {
      locations.add(entry[1]);
    }
  }
}
