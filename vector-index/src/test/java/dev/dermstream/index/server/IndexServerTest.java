package dev.dermstream.index.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.index.Golden;
import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.index.v1.IndexServiceGrpc;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.NearestCluster;
import dev.dermstream.v1.NearestNeighbor;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IndexServerTest {
  private static final IndexConfig CONFIG =
      new IndexConfig("127.0.0.1", 0, 64 << 10, 1, 2, Duration.ofSeconds(30));

  @TempDir private static Path folder;
  private static Release release;
  private static Golden golden;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final SearchExecutor executor = new SearchExecutor(1, 2);
  private final CountDownLatch unblock = new CountDownLatch(1);
  private IndexServer server;
  private ManagedChannel channel;

  @BeforeAll
  static void makeRelease() throws IOException {
    release = Releases.make(folder);
    golden = Golden.read();
  }

  @BeforeEach
  void start() throws IOException {
    server = IndexServer.start(CONFIG, release, new StageMetrics(registry), executor);
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  @AfterEach
  void stop() throws IOException {
    unblock.countDown();
    channel.shutdownNow();
    server.close();
  }

  @Test
  void answersWithWhatTheTrainingSetSays() {
    ClassifyResponse answer = stub().classify(goldenRequest().setTopClusters(5).build());

    assertThat(answer.getReleaseId()).isEqualTo(release.id()).startsWith("trial-");
    assertThat(answer.getLabelsList())
        .hasSize(Golden.CLASSES)
        .isSortedAccordingTo((a, b) -> Double.compare(b.getScorePercent(), a.getScorePercent()));
    float[] confidence = golden.tensor("class_confidence").toFloats();
    float[] similarity = golden.tensor("class_similarity").toFloats();
    for (int code = 0; code < Golden.CLASSES; code++) {
      ClassConfidence of = answer.getClassConfidence(code);
      assertThat(of.getIdCode()).isEqualTo(code);
      assertThat(of.getConfidencePercent()).isCloseTo(100 * confidence[code], within(1e-3));
      assertThat(of.getSimilarity()).isCloseTo(similarity[code], within(1e-6));
    }
    assertThat(answer.getNearestClustersList()).hasSize(5);
    assertThat(answer.getNearestClusters(0).getIdCode()).isEqualTo(answer.getLabels(0).getIdCode());
    assertThat(answer.getNearestClusters(0).getSize()).isPositive();
    assertThat(answer.getNearestNeighborsList()).hasSize(10);
    assertThat(answer.getNearestNeighbors(0).getIdentifier()).startsWith("image-");
    assertThat(answer.getTimingsList())
        .singleElement()
        .satisfies(timing -> assertThat(timing.getStage()).isEqualTo("classify"))
        .satisfies(timing -> assertThat(timing.getNanos()).isPositive());
  }

  @Test
  void leavesOutTheClassesWithoutAClusterButNamesTheWholeLabelSet() {
    ClassifyResponse answer = stub().classify(tiny(0, 1).setTopClusters(9).build());

    // At T = 0.5 and cosines 1 and 0: exp(2) / (exp(2) + 1).
    double best = 100 * Math.exp(2) / (Math.exp(2) + 1);
    assertThat(answer.getLabelsList()).extracting(Label::getIdCode).containsExactly(2, 0);
    assertThat(answer.getLabels(0).getScorePercent()).isCloseTo(best, within(1e-9));
    assertThat(answer.getLabels(0).getNameEnglish()).isEqualTo("Class 2");
    assertThat(answer.getLabels(0).getNameKorean()).isEqualTo("종류 2");
    assertThat(answer.getClassConfidenceList())
        .extracting(ClassConfidence::getIdCode)
        .containsExactly(0, 2);
    assertThat(answer.getLabelSetList())
        .extracting(Label::getIdCode, Label::getScorePercent)
        .containsExactly(tuple(0, 0.0), tuple(1, 0.0), tuple(2, 0.0), tuple(3, 0.0));
    assertThat(answer.getNearestClustersList())
        .extracting(NearestCluster::getIdCode, NearestCluster::getSize)
        .containsExactly(tuple(2, 2), tuple(0, 2));
    assertThat(answer.getNearestNeighborsList())
        .extracting(NearestNeighbor::getIdentifier)
        .containsExactly("c", "d", "a", "b", "e");
  }

  @Test
  void theEmptyProfileIsTheDefaultOne() {
    ClassifyResponse answer = stub().classify(goldenRequest().clearProfile().build());

    assertThat(answer.getLabelSetList()).hasSize(Golden.CLASSES);
  }

  @Test
  void nothingAskedForIsNothingGiven() {
    ClassifyResponse answer =
        stub().classify(goldenRequest().setTopClusters(0).setTopNeighbors(0).build());

    assertThat(answer.getNearestClustersList()).isEmpty();
    assertThat(answer.getNearestNeighborsList()).isEmpty();
    assertThat(answer.getLabelsList()).isNotEmpty();
  }

  static Stream<Arguments> hostileFields() {
    return Stream.of(
        hostile("INVALID_INPUT", "has dimension 0, not 2", b -> b.clearEmbedding()),
        hostile("INVALID_INPUT", "has dimension 3, not 2", b -> b.addEmbedding(0)),
        hostile("INVALID_INPUT", "has dimension 9002, not 2", IndexServerTest::addThousands),
        hostile("INVALID_INPUT", "holds NaN at position 1", b -> b.setEmbedding(1, Float.NaN)),
        hostile(
            "INVALID_INPUT",
            "holds -Infinity at position 0",
            b -> b.setEmbedding(0, Float.NEGATIVE_INFINITY)),
        hostile("INVALID_INPUT", "its length is 1.414", b -> b.setEmbedding(0, 1)),
        hostile("INVALID_INPUT", "is not normalised", b -> b.setEmbedding(1, Float.MAX_VALUE)),
        hostile("INVALID_INPUT", "has length zero", b -> b.setEmbedding(1, 0)),
        hostile(
            "INVALID_INPUT", "top_clusters must be 0 to 100, not -1", b -> b.setTopClusters(-1)),
        hostile("INVALID_INPUT", "not 101", b -> b.setTopClusters(101)),
        hostile(
            "INVALID_INPUT",
            "top_neighbors must be 0 to 100, not -2147483648",
            b -> b.setTopNeighbors(Integer.MIN_VALUE)),
        hostile("INVALID_INPUT", "top_neighbors", b -> b.setTopNeighbors(Integer.MAX_VALUE)),
        hostile("INVALID_INPUT", "request_id", b -> b.setRequestId("x".repeat(201))),
        hostile("INVALID_INPUT", "request_id", b -> b.setRequestId("two\nlines")),
        hostile("PROFILE_NOT_FOUND", "it has golden, tiny, words", b -> b.setProfile("TINY")),
        hostile("PROFILE_NOT_FOUND", "no such profile", b -> b.setProfile("../../etc")),
        hostile("PROFILE_NOT_FOUND", "no such profile", b -> b.setProfile("x".repeat(50_000))),
        hostile("UNSUPPORTED_BY_PROFILE", "words has no index", b -> b.setProfile("words")));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("hostileFields")
  void refusesAHostileFieldAndServesTheNext(
      String code, String sentence, Consumer<ClassifyRequest.Builder> change) {
    ClassifyRequest.Builder request = tiny(0, 1).setRequestId("r-7");
    change.accept(request);

    Error error = refusal(request.build());

    assertThat(error.getCode()).isEqualTo(code);
    assertThat(error.getMessage()).contains(sentence).endsWith(".");
    assertServes();
  }

  @Test
  void namesTheRequestInARefusal() {
    assertThatThrownBy(() -> stub().classify(tiny(2, 0).setRequestId("r-8").build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(StatusProto.fromThrowable(e).toString()).contains("r-8"));
  }

  @Test
  void refusesAMessageOverTheLimitCompressedOrNot() {
    ClassifyRequest large = addThousands(addThousands(tiny(0, 1))).build();
    assertThat(large.getSerializedSize()).isGreaterThan(CONFIG.maxMessageBytes());

    for (IndexServiceGrpc.IndexServiceBlockingStub stub :
        List.of(stub(), stub().withCompression("gzip"))) {
      assertThatThrownBy(() -> stub.classify(large))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> {
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                assertThat(StatusMapping.toError(e, "").getCode()).isEqualTo("MESSAGE_TOO_LARGE");
              });
    }
    assertServes();
  }

  @Test
  void refusesBytesThatAreNoMessage() {
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      byte[] bytes = new byte[1 + random.nextInt(500)];
      random.nextBytes(bytes);
      // Field 0 does not exist: whatever follows, this is no message.
      bytes[0] = 0;
      assertThatThrownBy(
              () -> ClientCalls.blockingUnaryCall(channel, rawMethod(), CallOptions.DEFAULT, bytes))
          .as("seed 1, message %d", i)
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e ->
                  assertThat(StatusMapping.toError(e, "").getMessage())
                      .isEqualTo("The bytes are no message of this method."));
    }
    assertServes();
  }

  @Test
  void refusesWhatFindsNoPlaceInTheQueue() throws Exception {
    blockTheSearchThread();
    List<ListenableFuture<ClassifyResponse>> waiting =
        List.of(future().classify(tiny(0, 1).build()), future().classify(tiny(1, 0).build()));
    await().until(() -> queued() == CONFIG.queueLength());

    assertThat(refusal(tiny(0, 1).build()).getCode()).isEqualTo(ErrorCode.OVERLOADED.name());

    unblock.countDown();
    for (ListenableFuture<ClassifyResponse> each : waiting) {
      assertThat(each.get(30, TimeUnit.SECONDS).getLabelsList()).isNotEmpty();
    }
    assertServes();
  }

  @Test
  void doesNoWorkForACallerWhoWentAway() throws Exception {
    blockTheSearchThread();
    ListenableFuture<ClassifyResponse> call = future().classify(tiny(0, 1).build());
    await().until(() -> queued() == 1);

    call.cancel(true);

    await().untilAsserted(() -> assertThat(count("queue", "CANCELLED")).isOne());
    unblock.countDown();
    assertServes();
    assertThat(count("classify", "ok")).isOne();
  }

  @Test
  void doesNoWorkAfterTheDeadline() throws Exception {
    blockTheSearchThread();

    assertThatThrownBy(
            () -> stub().withDeadlineAfter(Duration.ofMillis(100)).classify(tiny(0, 1).build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));

    // The client's cancellation races with the server's own clock.
    await()
        .untilAsserted(
            () -> assertThat(count("queue", "DEADLINE") + count("queue", "CANCELLED")).isOne());
    unblock.countDown();
    assertServes();
    assertThat(count("classify", "ok")).isOne();
  }

  @Test
  void manyCancelledCallsDoNotHarmTheConnection() throws Exception {
    blockTheSearchThread();
    for (int i = 0; i < 500; i++) {
      future().classify(tiny(0, 1).build()).cancel(true);
    }
    unblock.countDown();

    await().untilAsserted(this::assertServes);
  }

  @Test
  void tellsItsHealth() {
    for (String service : List.of("", "dermstream.index.v1.IndexService")) {
      assertThat(
              HealthGrpc.newBlockingStub(channel)
                  .check(HealthCheckRequest.newBuilder().setService(service).build())
                  .getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void describesItself() throws Exception {
    assertThat(
            reflect(ServerReflectionRequest.newBuilder().setListServices("").build())
                .getListServicesResponse()
                .getServiceList())
        .extracting(ServiceResponse::getName)
        .contains(IndexServiceGrpc.SERVICE_NAME, "grpc.health.v1.Health");
    assertThat(
            reflect(
                    ServerReflectionRequest.newBuilder()
                        .setFileContainingSymbol(IndexServiceGrpc.SERVICE_NAME)
                        .build())
                .getFileDescriptorResponse()
                .getFileDescriptorProtoList())
        .anyMatch(file -> file.toStringUtf8().contains("dermstream/index/v1/index.proto"));
  }

  private ServerReflectionResponse reflect(ServerReflectionRequest question) throws Exception {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> questions =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse value) {
                    answer.complete(value);
                  }

                  @Override
                  public void onError(Throwable t) {
                    answer.completeExceptionally(t);
                  }

                  @Override
                  public void onCompleted() {}
                });
    questions.onNext(question);
    ServerReflectionResponse received = answer.get(30, TimeUnit.SECONDS);
    questions.onCompleted();
    return received;
  }

  @Test
  void finishesWhatItHasTakenWhenItCloses() throws Exception {
    blockTheSearchThread();
    ListenableFuture<ClassifyResponse> taken = future().classify(tiny(0, 1).build());
    await().until(() -> queued() == 1);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(this::closeServer);
    await()
        .untilAsserted(() -> {
          // A new connection finds nobody.
          ManagedChannel late =
              NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
          try {
            assertThatThrownBy(() ->
                    IndexServiceGrpc.newBlockingStub(late)
                        .withDeadlineAfter(Duration.ofSeconds(5))
                        .classify(tiny(0, 1).build()))
                .hasMessageContaining("UNAVAILABLE");
          } finally {
            late.shutdownNow();
          }
        });
    assertThat(taken).isNotDone();

    unblock.countDown();

    assertThat(taken.get(30, TimeUnit.SECONDS).getReleaseId()).isEqualTo(release.id());
    closing.get(30, TimeUnit.SECONDS);
    closeServer();
  }

  @Test
  void timesEveryStage() {
    assertServes();

    assertThat(count("queue", "ok")).isOne();
    assertThat(count("classify", "ok")).isOne();
  }

  @Test
  void doesNotStartWithAnIndexThatTheLabelSetDoesNotCover(@TempDir Path other) throws IOException {
    Releases.make(other);
    Releases.profile(other, Releases.TINY, 2, 1);
    Release uncovered = Release.seal(other, "short", "", Releases.GOLDEN);

    assertThatThrownBy(
            () -> IndexServer.start(CONFIG, uncovered, new StageMetrics(new PrometheusRegistry())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds classes [2], which the label set of profile tiny");
  }

  @Test
  void doesNotStartWithoutAnyIndex(@TempDir Path other) throws IOException {
    Releases.profile(other, Releases.WORDS, 2, 1);
    Release words = Release.seal(other, "words", "", Releases.WORDS);

    assertThatThrownBy(
            () -> IndexServer.start(CONFIG, words, new StageMetrics(new PrometheusRegistry())))
        .hasMessageContaining("no profile has an index");
  }

  @Test
  void saysThatThePortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      IndexConfig config =
          new IndexConfig("127.0.0.1", taken.getLocalPort(), 64 << 10, 1, 2, Duration.ofSeconds(1));
      assertThatThrownBy(
              () -> IndexServer.start(config, release, new StageMetrics(new PrometheusRegistry())))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort());
    }
  }

  private static Arguments hostile(
      String code, String sentence, Consumer<ClassifyRequest.Builder> change) {
    return Arguments.of(code, sentence, change);
  }

  private static ClassifyRequest.Builder addThousands(ClassifyRequest.Builder request) {
    List<Float> more = new ArrayList<>();
    for (int i = 0; i < 9000; i++) {
      more.add(0f);
    }
    return request.addAllEmbedding(more);
  }

  private ClassifyRequest.Builder goldenRequest() {
    ClassifyRequest.Builder request =
        ClassifyRequest.newBuilder()
            .setRequestId("r-1")
            .setProfile(Releases.GOLDEN)
            .setTopClusters(3)
            .setTopNeighbors(10);
    for (float value : golden.queries().row(0)) {
      request.addEmbedding(value);
    }
    return request;
  }

  private static ClassifyRequest.Builder tiny(float x, float y) {
    return ClassifyRequest.newBuilder()
        .setProfile(Releases.TINY)
        .addEmbedding(x)
        .addEmbedding(y)
        .setTopNeighbors(5);
  }

  private void assertServes() {
    assertThat(stub().classify(tiny(0, 1).build()).getLabels(0).getIdCode()).isEqualTo(2);
  }

  private Error refusal(ClassifyRequest request) {
    try {
      ClassifyResponse answer = stub().classify(request);
      throw new AssertionError("It was answered: " + answer);
    } catch (StatusRuntimeException e) {
      return StatusMapping.toError(e, request.getRequestId());
    }
  }

  private IndexServiceGrpc.IndexServiceBlockingStub stub() {
    return IndexServiceGrpc.newBlockingStub(channel).withDeadlineAfter(Duration.ofSeconds(30));
  }

  private IndexServiceGrpc.IndexServiceFutureStub future() {
    return IndexServiceGrpc.newFutureStub(channel).withDeadlineAfter(Duration.ofSeconds(30));
  }

  private void blockTheSearchThread() throws InterruptedException {
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

  private int queued() {
    return executor.queued();
  }

  private long count(String stage, String outcome) {
    return registry.scrape().stream()
        .filter(HistogramSnapshot.class::isInstance)
        .flatMap(metric -> ((HistogramSnapshot) metric).getDataPoints().stream())
        .filter(point -> stage.equals(point.getLabels().get("stage")))
        .filter(point -> outcome.equals(point.getLabels().get("outcome")))
        .mapToLong(HistogramSnapshot.HistogramDataPointSnapshot::getCount)
        .sum();
  }

  private void closeServer() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MethodDescriptor<byte[], byte[]> rawMethod() {
    MethodDescriptor.Marshaller<byte[]> bytes =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            try {
              return stream.readAllBytes();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    return MethodDescriptor.newBuilder(bytes, bytes)
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(IndexServiceGrpc.getClassifyMethod().getFullMethodName())
        .build();
  }
}
