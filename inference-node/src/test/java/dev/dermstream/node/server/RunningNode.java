package dev.dermstream.node.server;

import com.google.protobuf.ByteString;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.node.adapter.ModelAdapters;
import dev.dermstream.node.health.EngineRuns;
import dev.dermstream.node.repository.ModelRepository;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.NodeServiceGrpc;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** A node on a free port, and a channel to it. */
final class RunningNode implements AutoCloseable {
  /** What a test gives a node to come to a state; spent on a node that does not come to it. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  final PrometheusRegistry registry = new PrometheusRegistry();
  final NodeServer server;
  final ManagedChannel channel;

  /** With values over the defaults, for example {@code "generate.max-sequences = 1"}. */
  RunningNode(Release release, String values) throws IOException {
    server = NodeServer.start(config(values), release, new StageMetrics(registry));
    channel = channel(server);
  }

  /** With a model that a test may interfere with. */
  RunningNode(Release release, String values, ModelLoader loader) throws IOException {
    this(release, values, loader, EngineRuns::new);
  }

  /** With models, those of the repository too, that a test may interfere with. */
  RunningNode(Release release, String values, ModelLoader loader, Supplier<EngineRuns> runs)
      throws IOException {
    server = NodeServer.start(config(values), release, new StageMetrics(registry), loader, runs);
    channel = channel(server);
  }

  /** With a model whose runs a test may interfere with. */
  RunningNode(Release release, String values, FaultyRuns runs) throws IOException {
    this(release, values, () -> NodeServer.model(release, config(values), runs));
  }

  /**
   * What a node is given for such values. No pause of the machine makes an engine count as lost.
   */
  static NodeConfig config(String values) {
    return NodeConfig.from(
        ConfigFactory.parseString(
                "dermstream.node { port = 0, generate.repetition-window = 0, "
                    + "health { hang-timeout = 30s, canary-timeout = 60s }, "
                    + values
                    + " }")
            .withFallback(Configuration.load(null)));
  }

  private static ManagedChannel channel(NodeServer server) {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.port())
        .usePlaintext()
        .maxInboundMessageSize(64 << 20)
        .build();
  }

  NodeServiceGrpc.NodeServiceBlockingStub stub() {
    return NodeServiceGrpc.newBlockingStub(channel);
  }

  NodeServiceGrpc.NodeServiceStub asyncStub() {
    return NodeServiceGrpc.newStub(channel);
  }

  ModelRepository repository() {
    return server.repository();
  }

  ModelAdapters adapters() {
    return server.adapters();
  }

  List<InferResponse> infer(InferRequest request) {
    List<InferResponse> messages = new ArrayList<>();
    stub().infer(request).forEachRemaining(messages::add);
    return messages;
  }

  /** Whether the stage was recorded with this outcome. */
  boolean recorded(String stage, String outcome) {
    return registry.scrape().stream()
        .flatMap(metric -> metric.getDataPoints().stream())
        .map(DataPointSnapshot::getLabels)
        .anyMatch(
            labels -> stage.equals(labels.get("stage")) && outcome.equals(labels.get("outcome")));
  }

  /** The sum over the metric's series that have this label value, or over all for none. */
  double value(String metric, String label) {
    return points(metric)
        .filter(point ->
            label.isEmpty() || point.getLabels().stream().anyMatch(l -> label.equals(l.getValue())))
        .mapToDouble(point ->
            switch (point) {
              case CounterSnapshot.CounterDataPointSnapshot counter -> counter.getValue();
              case GaugeSnapshot.GaugeDataPointSnapshot gauge -> gauge.getValue();
              default -> throw new IllegalArgumentException(metric);
            })
        .sum();
  }

  /** Runs of a batcher of the release's model. */
  long runs(String batcher) {
    return runs("release", batcher);
  }

  /** Runs of a model's batcher. */
  long runs(String model, String batcher) {
    return points("dermstream_node_batch_size")
        .filter(point -> model.equals(point.getLabels().get("model")))
        .filter(point -> batcher.equals(point.getLabels().get("batcher")))
        .mapToLong(point -> ((HistogramSnapshot.HistogramDataPointSnapshot) point).getCount())
        .sum();
  }

  private Stream<? extends DataPointSnapshot> points(String metric) {
    return registry.scrape().stream()
        .filter(snapshot -> snapshot.getMetadata().getName().equals(metric))
        .flatMap(snapshot -> snapshot.getDataPoints().stream());
  }

  static InferRequest.Builder request(String profile) {
    return InferRequest.newBuilder()
        .setRequestId("request-1")
        .setProfile(profile)
        .setImage(ByteString.copyFrom(picture("png")));
  }

  static byte[] picture(String format) {
    return picture(format, 0);
  }

  /** Pictures of different numbers differ. */
  static byte[] picture(String format, int number) {
    BufferedImage image = new BufferedImage(60, 40, BufferedImage.TYPE_3BYTE_BGR);
    for (int x = 0; x < 60; x++) {
      for (int y = 0; y < 40; y++) {
        image.setRGB(x, y, ((x * 4) << 16) | ((y * 6) << 8) | (x ^ y ^ number * 9));
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
  }
}
