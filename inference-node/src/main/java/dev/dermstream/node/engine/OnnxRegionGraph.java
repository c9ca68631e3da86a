package dev.dermstream.node.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.platform.image.PixelValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * The graph {@code region_finder.onnx}: {@code pixel_values [batch, 3, side, side]} to {@code
 * lesion_logits [batch, rows, columns]}. On the CPU, whatever runs the model: it is small, and its
 * picture is decoded there. Thread-safe: runs may overlap.
 */
public final class OnnxRegionGraph implements AutoCloseable {
  private static final String PIXELS = "pixel_values";
  private static final String LOGITS = "lesion_logits";
  private static final int CHANNELS = 3;

  /** Where the graph takes pictures of any size. */
  private static final int DEFAULT_SIDE = 224;

  private static final int LARGEST_SIDE = 4096;

  private final OnnxGraph graph;
  private final int side;

  private OnnxRegionGraph(OnnxGraph graph, int side) {
    this.graph = graph;
    this.side = side;
  }

  /**
   * Loads the graph and runs it once.
   *
   * @throws IOException if it cannot be loaded, is of another form or does not run
   */
  public static OnnxRegionGraph load(Path file) throws IOException {
    OnnxGraph graph = OnnxGraph.load(file, new EngineConfig(1));
    boolean right = false;
    try {
      graph.requireInputs(Set.of(PIXELS), Set.of(PIXELS));
      InputSpec pixels = graph.input(PIXELS);
      if (pixels.dimensions() != 4) {
        throw new IOException(file + ": pixel_values has " + pixels.dimensions() + " axes, not 4");
      }
      int side = side(file, pixels, 3);
      if (side != side(file, pixels, 2)) {
        throw new IOException(file + ": takes pictures that are not square");
      }
      OnnxRegionGraph loaded = new OnnxRegionGraph(graph, side);
      loaded.tryOut(file);
      right = true;
      return loaded;
    } finally {
      if (!right) {
        graph.close();
      }
    }
  }

  private static int side(Path file, InputSpec pixels, int axis) throws IOException {
    long side = pixels.shape().get(axis);
    if (side == 0 || side > LARGEST_SIDE) {
      throw new IOException(file + ": takes pictures of side " + side);
    }
    return side < 0 ? DEFAULT_SIDE : (int) side;
  }

  private void tryOut(Path file) throws IOException {
    PixelValues nothing = new PixelValues(new float[CHANNELS * side * side], side, side);
    try {
      LesionScores _ = EngineStack.call(() -> run(nothing));
    } catch (RuntimeException e) {
      throw new IOException(file + ": the region finder does not run: " + e.getMessage(), e);
    }
  }

  /** Columns, and rows, of the pictures that it takes. */
  public int side() {
    return side;
  }

  /** Scores of one picture of {@link #side}. */
  public LesionScores run(PixelValues pixels) {
    try (NDManager manager = graph.newManager()) {
      NDArray input = manager.create(pixels.values(), new Shape(1, CHANNELS, side, side));
      input.setName(PIXELS);
      NDArray logits = graph.output(graph.run(new NDList(input)), LOGITS);
      Shape shape = logits.getShape();
      if (shape.dimension() != 3 || shape.get(0) != 1 || shape.size() < 1) {
        throw new IllegalStateException("lesion_logits is " + shape + ", not [1, rows, columns]");
      }
      return new LesionScores(
          logits.toFloatArray(), Math.toIntExact(shape.get(2)), Math.toIntExact(shape.get(1)));
    }
  }

  @Override
  public void close() {
    graph.close();
  }
}
