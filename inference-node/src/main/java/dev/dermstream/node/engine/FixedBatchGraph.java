package dev.dermstream.node.engine;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A graph for an engine that knows fixed shapes alone: a copy for every batch size. A request is
 * filled up with zeros to the next size and its answer is cut again. One input only, because such
 * an engine takes inputs by their number and two of one shape could be exchanged unseen.
 */
final class FixedBatchGraph implements TensorGraph {
  private final OnnxSignature signature;
  private final NavigableMap<Integer, TensorGraph> byRows;

  private FixedBatchGraph(OnnxSignature signature, NavigableMap<Integer, TensorGraph> byRows) {
    this.signature = signature;
    this.byRows = byRows;
  }

  /** Loads a graph of fixed shape. */
  @FunctionalInterface
  interface Loader {
    /** Loads a copy; its weights lie beside it as they did beside the original. */
    TensorGraph load(Path copy) throws IOException;
  }

  /**
   * Makes a copy for every batch size and loads it; the copies' files end with this call.
   *
   * @throws IOException if the graph is not one that can be copied so, or a copy cannot be loaded;
   *     nothing stays open then
   */
  static FixedBatchGraph load(Path file, GraphShapes shapes, Loader loader) throws IOException {
    OnnxSignature signature = OnnxSignature.read(file);
    if (signature.inputs().size() != 1) {
      throw new IOException(file + ": TensorRT by itself takes graphs of one input");
    }
    TensorSpec input = signature.inputs().getFirst();
    if (input.rank() == 0 || input.type() == TensorType.BYTES) {
      throw new IOException(file + ": TensorRT takes no " + input);
    }
    NavigableMap<Integer, TensorGraph> byRows = new TreeMap<>();
    boolean whole = false;
    Path folder = Files.createTempDirectory("dermstream-fixed");
    try {
      for (int rows : shapes.batchSizes()) {
        int fixed = Math.toIntExact(OnnxSignature.sizes(file, input, shapes, rows)[0]);
        if (!byRows.containsKey(fixed)) {
          byRows.put(fixed, loader.load(copy(file, shapes, rows, folder.resolve("" + fixed))));
        }
      }
      whole = true;
      return new FixedBatchGraph(signature, byRows);
    } finally {
      if (!whole) {
        byRows.values().forEach(TensorGraph::close);
      }
      delete(folder);
    }
  }

  private static Path copy(Path file, GraphShapes shapes, int rows, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    Path original = file.toAbsolutePath().normalize();
    for (String weights : ExternalWeights.require(file)) {
      Path link = folder.resolve(weights).normalize();
      Files.createDirectories(Objects.requireNonNull(link.getParent()));
      Files.createSymbolicLink(link, original.resolveSibling(weights));
    }
    Path copy = folder.resolve(Objects.requireNonNull(original.getFileName()));
    OnnxSignature.writeFixed(file, shapes, rows, copy);
    return copy;
  }

  private static void delete(Path folder) throws IOException {
    List<Path> found;
    try (Stream<Path> paths = Files.walk(folder)) {
      found = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : found) {
      Files.delete(path);
    }
  }

  @Override
  public String platform() {
    return byRows.firstEntry().getValue().platform();
  }

  @Override
  public String engine() {
    return byRows.firstEntry().getValue().engine();
  }

  @Override
  public List<TensorSpec> inputs() {
    return signature.inputs();
  }

  @Override
  public List<TensorSpec> outputs() {
    return signature.outputs();
  }

  @Override
  public Run run(Map<String, HostTensor> values, Set<String> wanted, boolean alone, RunStop stop) {
    TensorSpec input = signature.inputs().getFirst();
    HostTensor value = values.get(input.name());
    if (value == null || value.rank() != input.rank() || value.type() != input.type()) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, "The model takes " + input + ".");
    }
    int rows = Math.toIntExact(value.shape()[0]);
    Map.Entry<Integer, TensorGraph> next = byRows.ceilingEntry(rows);
    if (rows < 1 || next == null) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT,
          "The model takes 1 to %d rows, not %d.".formatted(byRows.lastKey(), rows));
    }
    int fixed = next.getKey();
    Run run = next.getValue().run(Map.of(input.name(), padded(value, fixed)), wanted, alone, stop);
    Map<String, HostTensor> outputs = new LinkedHashMap<>();
    run.outputs().forEach((name, output) -> outputs.put(name, cut(name, output, rows, fixed)));
    return new Run(outputs, run.inputNanos(), run.inferNanos(), run.outputNanos());
  }

  private static HostTensor padded(HostTensor value, int rows) {
    long[] shape = value.shape();
    if (shape[0] == rows) {
      return value;
    }
    shape[0] = rows;
    ByteBuffer data =
        ByteBuffer.allocateDirect(Math.toIntExact(HostTensor.byteCount(value.type(), shape)));
    data.put(value.data()).clear();
    return HostTensor.of(value.type(), shape, data);
  }

  private static HostTensor cut(String name, HostTensor output, int rows, int fixed) {
    if (rows == fixed) {
      return output;
    }
    long[] shape = output.shape();
    if (shape.length == 0 || shape[0] != fixed) {
      // Made of all rows, those of the filling too: nobody may get that for an answer.
      throw new ServiceException(
          ErrorCode.ENGINE_FAILED, "The output " + name + " is not one of rows.");
    }
    shape[0] = rows;
    int bytes = Math.toIntExact(HostTensor.byteCount(output.type(), shape));
    return HostTensor.of(output.type(), shape, output.data().slice(0, bytes));
  }

  @Override
  public void close() {
    byRows.values().forEach(TensorGraph::close);
  }
}
