package dev.dermstream.node.repository;

import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.node.image.SmallJpeg;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import dev.dermstream.platform.image.ImagePreprocessor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A graph one of whose inputs takes encoded pictures: JPEG, PNG or DICOM in, pixel values {@code
 * [n, 3, height, width]} to the graph. Pictures are decoded beside the engine, each by itself, and
 * batched with those of other requests after; small ones by the engine's workers, where these have
 * a processor each.
 */
final class ImageFedModel implements OpenModel {
  private static final int CHANNELS = 3;

  private final GraphModel graph;
  private final String imageInput;
  private final ImagePreprocessor preprocessor;
  private final PictureDecoders decoders;
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
      PictureDecoders decoders) {
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
  public Optional<String> lack() {
    return graph.lack();
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
    List<byte[]> files = Objects.requireNonNull(inputs.get(imageInput)).elements();
    if (graph.feedsItself() && files.stream().allMatch(SmallJpeg::is)) {
      return inferOnOneThread(inputs, files, wantedOutputs, ticket);
    }
    return inferInTwoStages(inputs, files, wantedOutputs, ticket, begunNanos);
  }

  /** The worker that runs the graph decodes before it does, with the pixels still in its cache. */
  private CompletableFuture<Map<String, HostTensor>> inferOnOneThread(
      Map<String, HostTensor> inputs,
      List<byte[]> files,
      Set<String> wantedOutputs,
      Ticket ticket) {
    try {
      return graph.inferAdmitted(
          new PictureFeed(inputs, files), rows(files.size()), wantedOutputs, ticket);
    } finally {
      graph.uses().release();
    }
  }

  private CompletableFuture<Map<String, HostTensor>> inferInTwoStages(
      Map<String, HostTensor> inputs,
      List<byte[]> files,
      Set<String> wantedOutputs,
      Ticket ticket,
      long begunNanos) {
    CompletableFuture<Map<String, HostTensor>> answer = new CompletableFuture<>();
    CompletableFuture<Map<String, HostTensor>> _ =
        answer.whenComplete((outputs, failure) -> graph.uses().release());
    graph.demand().begin();
    boolean queued = false;
    try {
      List<CompletableFuture<PixelData>> pictures = decode(files, answer, ticket);
      CompletableFuture<Void> _ =
          CompletableFuture.allOf(pictures.toArray(CompletableFuture[]::new))
              .whenComplete((all, failure) -> {
                decoded(begunNanos, failure);
                if (failure == null) {
                  List<PixelData> pixels = pictures.stream().map(CompletableFuture::join).toList();
                  infer(inputs, pixels, wantedOutputs, answer, ticket);
                } else {
                  answer.completeExceptionally(failure);
                }
              });
      queued = true;
      return answer;
    } finally {
      if (!queued) {
        graph.failed(System.nanoTime() - begunNanos);
        graph.demand().end();
        answer.cancel(false);
      }
    }
  }

  /** Queues every picture by itself; all leave the queue if the answer ends before. */
  private List<CompletableFuture<PixelData>> decode(
      List<byte[]> files, CompletableFuture<?> answer, Ticket ticket) {
    List<CompletableFuture<PixelData>> queued = new ArrayList<>();
    for (byte[] bytes : files) {
      CompletableFuture<PixelData> picture = decoders.submit(picture(bytes), ticket);
      queued.add(picture);
      cancelWith(answer, picture);
    }
    return queued;
  }

  private static void cancelWith(CompletableFuture<?> answer, CompletableFuture<?> part) {
    CompletableFuture<?> _ = answer.whenComplete((outputs, failure) -> part.cancel(false));
  }

  private void infer(
      Map<String, HostTensor> inputs,
      List<PixelData> pictures,
      Set<String> wantedOutputs,
      CompletableFuture<Map<String, HostTensor>> answer,
      Ticket ticket) {
    if (answer.isDone()) {
      return;
    }
    try {
      CompletableFuture<Map<String, HostTensor>> inferred =
          inferDecoded(inputs, pictures, wantedOutputs, ticket);
      cancelWith(answer, inferred);
      CompletableFuture<Map<String, HostTensor>> _ =
          inferred.whenComplete((outputs, failure) -> {
            if (failure == null) {
              answer.complete(outputs);
            } else {
              answer.completeExceptionally(failure);
            }
          });
    } catch (RuntimeException e) {
      // The answer's, as it would be one that the graph's queue refuses later.
      answer.completeExceptionally(e);
    }
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
    return graph.inferAdmitted(
        feed(inputs, pictures), rows(pictures.size()), wantedOutputs, ticket);
  }

  private int rows(int pictures) {
    return properties().batchSize() > 1 ? pictures : 1;
  }

  /** Pictures that are decoded when their run begins. */
  private final class PictureFeed implements Feed {
    private final Map<String, HostTensor> inputs;
    private final List<byte[]> files;
    private @Nullable Feed decoded;

    PictureFeed(Map<String, HostTensor> inputs, List<byte[]> files) {
      this.inputs = inputs;
      this.files = files;
    }

    @Override
    public Map<String, HostTensor> inputs() {
      Feed known = decoded;
      if (known == null) {
        known = feed(inputs, files.stream().map(ImageFedModel.this::decode).toList());
        decoded = known;
      }
      return known.inputs();
    }

    @Override
    public void done() {
      Objects.requireNonNull(decoded, "not asked for").done();
    }
  }

  private PixelData decode(byte[] file) {
    return decoders.decode(picture(file));
  }

  private Picture picture(byte[] file) {
    return new Picture(file, preprocessor, buffers);
  }

  private Feed feed(Map<String, HostTensor> inputs, List<PixelData> pictures) {
    Map<String, HostTensor> fed = new HashMap<>(inputs);
    if (pictures.size() == 1) {
      ByteBuffer pixels = pictures.getFirst().data();
      fed.put(imageInput, tensor(pixels, pictures));
      return Feed.of(fed, () -> buffers.giveBack(pixels));
    }
    fed.put(imageInput, tensor(joined(pictures), pictures));
    pictures.forEach(picture -> buffers.giveBack(picture.data()));
    return Feed.of(fed);
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
