package dev.dermstream.index.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.error.StatusMapping;
import dev.dermstream.index.search.Precision;
import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.index.v1.IndexServiceGrpc;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.security.InternalTlsConfig;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.v1.Error;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A server on a free port with a client beside it; one search thread and a queue of two. */
final class RunningIndex implements AutoCloseable {
  static final IndexConfig CONFIG =
      new IndexConfig(
          "127.0.0.1",
          0,
          64 << 10,
          1,
          2,
          Precision.DEFAULT,
          Duration.ofSeconds(30),
          InternalTlsConfig.OFF);

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final SearchExecutor executor =
      new SearchExecutor(CONFIG.searchThreads(), CONFIG.queueLength());
  private final CountDownLatch unblock = new CountDownLatch(1);
  private final IndexServer server;
  private final ManagedChannel channel;

  RunningIndex(Release release) throws IOException {
    server = IndexServer.start(CONFIG, release, new StageMetrics(registry), executor);
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  void moveTo(Release next) throws IOException, InterruptedException {
    server.moveTo(next);
  }

  int port() {
    return server.port();
  }

  ManagedChannel channel() {
    return channel;
  }

  static ClassifyRequest.Builder tiny(float x, float y) {
    return ClassifyRequest.newBuilder()
        .setProfile(Releases.TINY)
        .addEmbedding(x)
        .addEmbedding(y)
        .setTopNeighbors(5);
  }

  void assertServes() {
    assertThat(stub().classify(tiny(0, 1).build()).getLabels(0).getIdCode()).isEqualTo(2);
  }

  Error refusal(ClassifyRequest request) {
    try {
      ClassifyResponse answer = stub().classify(request);
      throw new AssertionError("It was answered: " + answer);
    } catch (StatusRuntimeException e) {
      return StatusMapping.toError(e, request.getRequestId());
    }
  }

  IndexServiceGrpc.IndexServiceBlockingStub stub() {
    return IndexServiceGrpc.newBlockingStub(channel).withDeadlineAfter(Duration.ofSeconds(30));
  }

  IndexServiceGrpc.IndexServiceFutureStub future() {
    return IndexServiceGrpc.newFutureStub(channel).withDeadlineAfter(Duration.ofSeconds(30));
  }

  /** Holds the only search thread until {@link #unblock}. */
  void blockTheSearchThread() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    executor.submit(() -> {
      running.countDown();
      try {
        unblock.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    running.await();
  }

  void unblock() {
    unblock.countDown();
  }

  int queued() {
    return executor.queued();
  }

  long count(String stage, String outcome) {
    return registry.scrape().stream()
        .filter(HistogramSnapshot.class::isInstance)
        .flatMap(metric -> ((HistogramSnapshot) metric).getDataPoints().stream())
        .filter(point -> stage.equals(point.getLabels().get("stage")))
        .filter(point -> outcome.equals(point.getLabels().get("outcome")))
        .mapToLong(HistogramSnapshot.HistogramDataPointSnapshot::getCount)
        .sum();
  }

  void closeServer() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    unblock();
    channel.shutdownNow();
    server.close();
  }
}
