package dev.dermstream.node.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.platform.image.PixelValues;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private static final String FEATURES = "image_features";
  private static final String EMBEDS = "image_embeds";
  private static final int CHANNELS = 3;

  private final OnnxGraph graph;
  private final Optional<OnnxGraph> wide;
  private final LoneRuns<OnnxGraph> sessions;
  private final boolean imagesAxis;
  private final boolean booleanMask;
  private final InputBuffers buffers = new InputBuffers();

  private OnnxImageEncoder(OnnxGraph graph, Optional<OnnxGraph> wide, boolean booleanMask) {
    this.graph = graph;
    this.wide = wide;
    this.sessions = new LoneRuns<>(graph, wide);
    this.imagesAxis = graph.input(PIXELS).dimensions() == 5;
    this.booleanMask = booleanMask;
  }

  /**
   * Loads the graph, to run with the threads that the configuration says.
   *
   * @throws IOException if it cannot be loaded or wants an input that is not fed here
   */
  public static OnnxImageEncoder load(ModelDirectory model, EngineConfig config)
      throws IOException {
    return load(model, config, Optional.empty(), OtherWork.NONE);
  }

  /**
   * Loads the graph, with a wide session for lone runs where that is wanted and pays.
   *
   * @param typical of the size that the encoder will be given
   * @param otherWork awaited before the two sessions are compared
   * @throws IOException as {@link #load(ModelDirectory, EngineConfig)}
   */
  static OnnxImageEncoder load(
      ModelDirectory model, EngineConfig config, PixelValues typical, OtherWork otherWork)
      throws IOException {
    return load(model, config, Optional.of(typical), otherWork);
  }

  private static OnnxImageEncoder load(
      ModelDirectory model, EngineConfig config, Optional<PixelValues> typical, OtherWork otherWork)
      throws IOException {
    OnnxGraph graph = OnnxGraph.load(model.visionEncoder(), config);
    Optional<OnnxGraph> wide = Optional.empty();
    boolean right = false;
    try {
      graph.requireInputs(Set.of(PIXELS), Set.of(PIXELS, MASK));
      int dimensions = graph.input(PIXELS).dimensions();
      if (dimensions != 4 && dimensions != 5) {
        throw new IOException(model.visionEncoder() + ": pixel_values has " + dimensions + " axes");
      }
      boolean booleanMask = graph.takes(MASK) && graph.input(MASK).elementType() == InputSpec.BOOL;
      OnnxImageEncoder narrow = new OnnxImageEncoder(graph, wide, booleanMask);
      if (typical.isPresent()) {
        wide =
            WideTrial.open(
                model.visionEncoder(), config, graph, narrow.trial(typical.get()), otherWork);
      }
      OnnxImageEncoder encoder =
          wide.isEmpty() ? narrow : new OnnxImageEncoder(graph, wide, booleanMask);
      right = true;
      return encoder;
    } finally {
      if (!right) {
        graph.close();
        wide.ifPresent(OnnxGraph::close);
      }
    }
  }

  private Optional<WideTrial.Trial> trial(PixelValues picture) {
    return Optional.of(tried -> {
      try (NDManager manager = tried.newManager()) {
        run(tried, manager, FloatBuffer.wrap(picture.values()), 1, Size.of(picture));
      }
    });
  }

  /** What runs the graph, for example {@code OnnxRuntime 1.29.0 cpu}. */
  public String engine() {
    return graph.engine();
  }

  @Override
  public List<EncodedImage> encode(List<PixelValues> pixels) {
    Map<Size, List<Integer>> bySize = new LinkedHashMap<>();
    for (int i = 0; i < pixels.size(); i++) {
      bySize.computeIfAbsent(Size.of(pixels.get(i)), size -> new ArrayList<>()).add(i);
    }
    EncodedImage[] encoded = new EncodedImage[pixels.size()];
    bySize.forEach((size, places) -> {
      List<EncodedImage> run = encode(places.stream().map(pixels::get).toList(), size);
      for (int i = 0; i < places.size(); i++) {
        encoded[places.get(i)] = run.get(i);
      }
    });
    return List.of(encoded);
  }

  private record Size(int height, int width) {
    static Size of(PixelValues pixels) {
      return new Size(pixels.height(), pixels.width());
    }
  }

  private List<EncodedImage> encode(List<PixelValues> pixels, Size size) {
    FloatBuffer input = buffers.take(pixels.size() * pixels.getFirst().values().length);
    try {
      pixels.forEach(picture -> input.put(picture.values()));
      return encode(input.flip(), pixels.size(), size);
    } finally {
      buffers.giveBack(input);
    }
  }

  private List<EncodedImage> encode(FloatBuffer pixels, int images, Size size) {
    return sessions.run(true, session -> encode(session, pixels, images, size));
  }

  private List<EncodedImage> encode(OnnxGraph session, FloatBuffer pixels, int images, Size size) {
    try (NDManager manager = session.newManager()) {
      NDList outputs = run(session, manager, pixels, images, size);
      NDArray features = graph.output(outputs, FEATURES);
      Shape shape = features.getShape();
      int hiddenSize = Math.toIntExact(shape.get(shape.dimension() - 1));
      float[][] rows = rows(features, images);
      NDArray embeds = outputs.get(EMBEDS);
      float[][] embeddings = embeds == null ? means(rows, hiddenSize) : rows(embeds, images);
      List<EncodedImage> encoded = new ArrayList<>(images);
      for (int i = 0; i < images; i++) {
        encoded.add(
            new EncodedImage(
                normalized(embeddings[i]), rows[i], rows[i].length / hiddenSize, hiddenSize));
      }
      return encoded;
    }
  }

  private NDList run(
      OnnxGraph session, NDManager manager, FloatBuffer pixels, int images, Size size) {
    Shape shape =
        imagesAxis
            ? new Shape(images, 1, CHANNELS, size.height, size.width)
            : new Shape(images, CHANNELS, size.height, size.width);
    NDList inputs = new NDList(named(manager.create(pixels, shape, DataType.FLOAT32), PIXELS));
    if (graph.takes(MASK)) {
      inputs.add(named(mask(manager, images, size.height, size.width), MASK));
    }
    return session.run(inputs);
  }

  /** An output's values, split among its images; read from the engine once. */
  private static float[][] rows(NDArray array, int images) {
    float[] values = Tensors.of(array).toFloats();
    float[][] rows = new float[images][];
    int length = values.length / images;
    for (int i = 0; i < images; i++) {
      rows[i] = images == 1 ? values : Arrays.copyOfRange(values, i * length, (i + 1) * length);
    }
    return rows;
  }

  private static float[][] means(float[][] features, int hiddenSize) {
    return Arrays.stream(features).map(row -> mean(row, hiddenSize)).toArray(float[][]::new);
  }

  /**
   * Runs the graph on a batch.
   *
   * @param pixels {@code [images, 3, height, width]}, row-major
   */
  public VisionOutput run(float[] pixels, int images, int height, int width) {
    try (NDManager manager = graph.newManager()) {
      NDList outputs =
          run(graph, manager, FloatBuffer.wrap(pixels), images, new Size(height, width));
      return new VisionOutput(
          Tensors.of(graph.output(outputs, FEATURES)),
          Optional.ofNullable(outputs.get("last_hidden_state")).map(Tensors::of),
          Optional.ofNullable(outputs.get(EMBEDS)).map(Tensors::of));
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
    wide.ifPresent(OnnxGraph::close);
  }
}
