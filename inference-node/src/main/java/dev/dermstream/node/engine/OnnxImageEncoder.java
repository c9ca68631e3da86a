package dev.dermstream.node.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The vision encoder's graph. Takes {@code pixel_values} of four or five dimensions (with or
 * without the axis of images per row) and, if the graph declares it, {@code pixel_attention_mask},
 * all ones. An export without {@code image_embeds} is given the mean of its image features.
 */
public final class OnnxImageEncoder implements ImageEncoder {
  private static final String PIXELS = "pixel_values";
  private static final String MASK = "pixel_attention_mask";
  private static final int CHANNELS = 3;

  private final OnnxGraph graph;
  private final boolean imagesAxis;
  private final boolean booleanMask;

  private OnnxImageEncoder(OnnxGraph graph, boolean booleanMask) {
    this.graph = graph;
    this.imagesAxis = graph.input(PIXELS).dimensions() == 5;
    this.booleanMask = booleanMask;
  }

  /**
   * Loads the graph.
   *
   * @throws IOException if it cannot be loaded or wants an input that is not fed here
   */
  public static OnnxImageEncoder load(ModelDirectory model, EngineConfig config)
      throws IOException {
    OnnxGraph graph = OnnxGraph.load(model.visionEncoder(), config);
    boolean right = false;
    try {
      graph.requireInputs(Set.of(PIXELS), Set.of(PIXELS, MASK));
      int dimensions = graph.input(PIXELS).dimensions();
      if (dimensions != 4 && dimensions != 5) {
        throw new IOException(model.visionEncoder() + ": pixel_values has " + dimensions + " axes");
      }
      boolean booleanMask = graph.takes(MASK) && graph.input(MASK).elementType() == InputSpec.BOOL;
      OnnxImageEncoder encoder = new OnnxImageEncoder(graph, booleanMask);
      right = true;
      return encoder;
    } finally {
      if (!right) {
        graph.close();
      }
    }
  }

  /** What runs the graph, for example {@code OnnxRuntime 1.29.0 cpu}. */
  public String engine() {
    return graph.engine();
  }

  @Override
  public EncodedImage encode(PixelValues pixels) {
    VisionOutput output = run(pixels.values(), 1, pixels.height(), pixels.width());
    Tensor features = output.imageFeatures();
    int tokens = features.dimension(-2);
    int hiddenSize = features.dimension(-1);
    float[] values = features.toFloats();
    float[] embedding =
        output.imageEmbeds().map(Tensor::toFloats).orElseGet(() -> mean(values, hiddenSize));
    return new EncodedImage(normalized(embedding), values, tokens, hiddenSize);
  }

  /**
   * Runs the graph on a batch.
   *
   * @param pixels {@code [images, 3, height, width]}, row-major
   */
  public VisionOutput run(float[] pixels, int images, int height, int width) {
    try (NDManager manager = graph.newManager()) {
      Shape shape =
          imagesAxis
              ? new Shape(images, 1, CHANNELS, height, width)
              : new Shape(images, CHANNELS, height, width);
      NDList inputs = new NDList(named(manager.create(pixels, shape), PIXELS));
      if (graph.takes(MASK)) {
        inputs.add(named(mask(manager, images, height, width), MASK));
      }
      NDList outputs = graph.run(inputs);
      return new VisionOutput(
          Tensors.of(graph.output(outputs, "image_features")),
          Optional.ofNullable(outputs.get("last_hidden_state")).map(Tensors::of),
          Optional.ofNullable(outputs.get("image_embeds")).map(Tensors::of));
    }
  }

  private NDArray mask(NDManager manager, int images, int height, int width) {
    Shape shape =
        imagesAxis ? new Shape(images, 1, height, width) : new Shape(images, height, width);
    int size = Math.toIntExact(shape.size());
    if (booleanMask) {
      boolean[] ones = new boolean[size];
      Arrays.fill(ones, true);
      return manager.create(ones, shape);
    }
    long[] ones = new long[size];
    Arrays.fill(ones, 1);
    return manager.create(ones, shape);
  }

  private static NDArray named(NDArray array, String name) {
    array.setName(name);
    return array;
  }

  private static float[] mean(float[] features, int hiddenSize) {
    float[] mean = new float[hiddenSize];
    for (int i = 0; i < features.length; i++) {
      mean[i % hiddenSize] += features[i];
    }
    return mean;
  }

  private static float[] normalized(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    double norm = Math.sqrt(squares);
    if (!(norm > 0) || Double.isInfinite(norm)) {
      throw new IllegalStateException("The vision encoder gave an embedding without direction");
    }
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] / norm);
    }
    return unit;
  }

  @Override
  public void close() {
    graph.close();
  }
}
