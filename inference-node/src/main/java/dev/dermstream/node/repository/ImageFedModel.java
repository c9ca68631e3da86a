package dev.dermstream.node.repository;

import dev.dermstream.node.batch.Batcher;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import dev.dermstream.platform.image.ImagePreprocessor;
import java.nio.ByteBuffer;
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
  private final Batcher<Picture, PixelData> decoders;
  private final PixelBuffers buffers = new PixelBuffers();

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
      Batcher<Picture, PixelData> decoders) {
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
  public RunningEngine engine() {
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
    graph.demand().begin();
    boolean queued = false;
    try {
      CompletableFuture<List<PixelData>> pixels = decode(inputs, ticket);
      queued = true;
      return pixels
          .whenComplete((pictures, failure) -> decoded(begunNanos, failure))
          .thenCompose(pictures -> inferDecoded(inputs, pictures, wantedOutputs, ticket))
          .whenComplete((answer, failure) -> graph.uses().release());
    } finally {
      if (!queued) {
        graph.failed(System.nanoTime() - begunNanos);
        graph.demand().end();
        graph.uses().release();
      }
    }
  }

  private CompletableFuture<List<PixelData>> decode(Map<String, HostTensor> inputs, Ticket ticket) {
    List<byte[]> pictures = Objects.requireNonNull(inputs.get(imageInput)).elements();
    List<CompletableFuture<PixelData>> parts =
        pictures.stream()
            .map(bytes -> decoders.submit(new Picture(bytes, preprocessor, buffers), ticket))
            .toList();
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(all -> parts.stream().map(CompletableFuture::join).toList());
  }

  private void decoded(long begunNanos, @Nullable Throwable failure) {
    graph.demand().end();
    if (failure != null) {
      graph.failed(System.nanoTime() - begunNanos);
    }
  }

  private CompletableFuture<Map<String, HostTensor>> inferDecoded(
      Map<String, HostTensor> inputs,
      List<PixelData> pictures,
      Set<String> wantedOutputs,
      Ticket ticket) {
    Map<String, HostTensor> fed = new HashMap<>(inputs);
    if (pictures.size() == 1) {
      ByteBuffer pixels = pictures.getFirst().data();
      fed.put(imageInput, tensor(pixels, pictures));
      return graph.inferAdmitted(fed, wantedOutputs, ticket, () -> buffers.giveBack(pixels));
    }
    fed.put(imageInput, tensor(joined(pictures), pictures));
    pictures.forEach(picture -> buffers.giveBack(picture.data()));
    return graph.inferAdmitted(fed, wantedOutputs, ticket, () -> {});
  }

  private static ByteBuffer joined(List<PixelData> pictures) {
    PixelData first = pictures.getFirst();
    ByteBuffer all = ByteBuffer.allocateDirect(pictures.size() * first.data().capacity());
    for (PixelData picture : pictures) {
      if (picture.height() != first.height() || picture.width() != first.width()) {
        throw InputCheck.invalid("The pictures of one request have different sizes for the model.");
      }
      all.put(picture.data().duplicate().clear());
    }
    return all.flip();
  }

  private static HostTensor tensor(ByteBuffer pixels, List<PixelData> pictures) {
    PixelData first = pictures.getFirst();
    return HostTensor.of(
        TensorType.FP32,
        new long[] {pictures.size(), CHANNELS, first.height(), first.width()},
        pixels);
  }

  @Override
  public void close() {
    graph.close();
  }
}
