package dev.dermstream.node.repository;

import dev.dermstream.node.batch.Batcher;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import dev.dermstream.platform.image.ImagePreprocessor;
import dev.dermstream.platform.image.PixelValues;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A graph one of whose inputs takes encoded pictures: JPEG, PNG or DICOM in, pixel values {@code
 * [n, 3, height, width]} to the graph. Pictures are decoded beside the engine, each by itself, and
 * batched with those of other requests after.
 */
final class ImageFedModel implements OpenModel {
  private static final int CHANNELS = 3;

  private final GraphModel graph;
  private final String imageInput;
  private final ImagePreprocessor preprocessor;
  private final Batcher<Picture, PixelValues> decoders;

  /**
   * Feeds a graph.
   *
   * @param graph closed with this
   * @param decoders shared by all models, closed by whoever made them
   */
  ImageFedModel(
      GraphModel graph,
      String imageInput,
      ImagePreprocessor preprocessor,
      Batcher<Picture, PixelValues> decoders) {
    this.graph = graph;
    this.imageInput = imageInput;
    this.preprocessor = preprocessor;
    this.decoders = decoders;
  }

  @Override
  public String name() {
    return graph.name();
  }

  @Override
  public String version() {
    return graph.version();
  }

  @Override
  public String platform() {
    return graph.platform();
  }

  @Override
  public String engine() {
    return graph.engine();
  }

  @Override
  public List<TensorSpec> inputs() {
    return graph.inputs().stream().map(this::asPictures).toList();
  }

  private TensorSpec asPictures(TensorSpec input) {
    return input.name().equals(imageInput)
        ? new TensorSpec(imageInput, TensorType.BYTES, new long[] {input.shape()[0]})
        : input;
  }

  @Override
  public List<TensorSpec> outputs() {
    return graph.outputs();
  }

  @Override
  public ServingProperties properties() {
    return graph.properties();
  }

  @Override
  public ModelStatistics statistics() {
    return graph.statistics();
  }

  @Override
  public Uses uses() {
    return graph.uses();
  }

  @Override
  public CompletableFuture<Map<String, HostTensor>> infer(
      Map<String, HostTensor> inputs, Set<String> wantedOutputs, Ticket ticket) {
    long begunNanos = System.nanoTime();
    InputCheck.require(this, inputs, wantedOutputs);
    InputCheck.rows(inputs, properties().batchSize());
    if (!graph.uses().tryAcquire()) {
      throw GraphModel.replaced();
    }
    boolean queued = false;
    try {
      CompletableFuture<HostTensor> pixels = decode(inputs, ticket);
      queued = true;
      return pixels
          .whenComplete((values, failure) -> countFailure(begunNanos, failure))
          .thenCompose(values -> graph.inferAdmitted(with(inputs, values), wantedOutputs, ticket))
          .whenComplete((answer, failure) -> graph.uses().release());
    } finally {
      if (!queued) {
        graph.failed(System.nanoTime() - begunNanos);
        graph.uses().release();
      }
    }
  }

  private void countFailure(long begunNanos, @Nullable Throwable failure) {
    if (failure != null) {
      graph.failed(System.nanoTime() - begunNanos);
    }
  }

  private Map<String, HostTensor> with(Map<String, HostTensor> inputs, HostTensor pixels) {
    Map<String, HostTensor> fed = new HashMap<>(inputs);
    fed.put(imageInput, pixels);
    return fed;
  }

  private CompletableFuture<HostTensor> decode(Map<String, HostTensor> inputs, Ticket ticket) {
    List<byte[]> pictures = Objects.requireNonNull(inputs.get(imageInput)).elements();
    List<CompletableFuture<PixelValues>> parts =
        pictures.stream()
            .map(bytes -> decoders.submit(new Picture(bytes, preprocessor), ticket))
            .toList();
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(all -> joined(parts.stream().map(CompletableFuture::join).toList()));
  }

  private static HostTensor joined(List<PixelValues> pictures) {
    PixelValues first = pictures.getFirst();
    ByteBuffer data =
        ByteBuffer.allocateDirect(pictures.size() * first.values().length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (PixelValues picture : pictures) {
      if (picture.height() != first.height() || picture.width() != first.width()) {
        throw InputCheck.invalid("The pictures of one request have different sizes for the model.");
      }
      data.asFloatBuffer().put(picture.values());
      data.position(data.position() + picture.values().length * Float.BYTES);
    }
    return HostTensor.of(
        TensorType.FP32,
        new long[] {pictures.size(), CHANNELS, first.height(), first.width()},
        data.flip());
  }

  @Override
  public void close() {
    graph.close();
  }
}
