package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.adapter.Adapters;
import dev.dermstream.node.health.EngineWatch;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.node.repository.ModelState;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.ModelReadyRequest;
import dev.dermstream.oip.v2.ServerReadyRequest;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.release.Release;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller sees of a node whose engine hangs or dies, with a real model that is rebuilt. */
@Timeout(120)
class LostEngineTest {
  private static final String ENCODER = "encode";
  private static final String GENERATOR = "generate";

  /**
   * Not by a pause of the machine; and a canary comes only when a run has failed, so that it is the
   * test's own request that meets the fault.
   */
  private static final String HEALTH =
      "health { canary-interval = 30m, canary-timeout = 1h, rebuild-delay = 10ms }";

  private static final Duration REBUILT_WITHIN = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final List<FaultyRuns> runs = new CopyOnWriteArrayList<>();
  private final List<ServingModel> models = new CopyOnWriteArrayList<>();
  private final CountDownLatch hanging = new CountDownLatch(1);
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  /** Every loading of the model passes here. */
  private volatile CountDownLatch mayLoad = new CountDownLatch(0);

  @AfterEach
  void letGo() {
    hanging.countDown();
    mayLoad.countDown();
    callers.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {ENCODER, GENERATOR})
  void aHungEngineIsSeenAndAnotherAnswers(String hung) throws IOException {
    Release release = Releases.make(folder);
    try (RunningNode node = node(release, HEALTH + ", id = trial-node")) {
      List<InferResponse> before = node.infer(picture(0));
      mayLoad = new CountDownLatch(1);
      runs.getFirst().hang(hung, hanging);
      int completed = runs.getFirst().completed.get();

      List<CompletableFuture<List<InferResponse>>> pending =
          IntStream.rangeClosed(1, 6).mapToObj(i -> ask(node, picture(i))).toList();

      awaitNotServing(node);
      pending.forEach(call -> assertThat(call).failsWithin(REBUILT_WITHIN));
      pending.forEach(call -> EngineFailures.assertIsRetryable(call.exceptionNow()));
      EngineFailures.assertIsRetryable(
          catchThrowableOfType(StatusRuntimeException.class, () -> node.infer(picture(0))));
      assertThat(readyForOpenInference(node)).isFalse();
      assertThat(node.value("dermstream_node_ready", "")).isZero();

      mayLoad.countDown();

      awaitServing(node, 2);
      assertSameAnswer(node.infer(picture(0)), before);
      assertThat(readyForOpenInference(node)).isTrue();
      assertThat(node.value("dermstream_node_engine_rebuilds", "")).isEqualTo(1);
      // The hung run goes on with the old model, which must still be there.
      hanging.countDown();
      patiently().until(() -> runs.getFirst().completed.get() > completed);
      patiently().until(() -> isFreed(models.getFirst()));
    }
  }

  /** By arithmetic, because a wait of five seconds would measure the machine that tests run on. */
  @Test
  void aHungEngineIsSeenWithinFiveSecondsUnlessConfiguredOtherwise() {
    NodeConfig config = NodeConfig.from(Configuration.load(null));

    assertThat(config.health().hangTimeout().plus(EngineWatch.LONGEST_LOOK))
        .isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void anEngineIsRebuiltAsOftenAsItIsLost() throws IOException {
    try (RunningNode node = node(Releases.make(folder), HEALTH)) {
      List<InferResponse> before = node.infer(picture(0));
      for (int lost = 0; lost < 3; lost++) {
        runs.get(lost).hang(lost % 2 == 0 ? GENERATOR : ENCODER, hanging);

        CompletableFuture<List<InferResponse>> pending = ask(node, picture(lost + 1));

        assertThat(pending).failsWithin(REBUILT_WITHIN);
        EngineFailures.assertIsRetryable(pending.exceptionNow());
        awaitServing(node, lost + 2);
        assertSameAnswer(node.infer(picture(0)), before);
      }
    }
  }

  @Test
  void wantOfMemoryForOneRequestCostsNoOther() throws IOException {
    try (RunningNode node = node(Releases.make(folder), HEALTH)) {
      List<InferResponse> before = node.infer(picture(0));
      AtomicBoolean once = new AtomicBoolean(true);
      runs.getFirst()
          .befall(
              ENCODER,
              () -> {
                if (once.getAndSet(false)) {
                  failAsOutOfMemory();
                }
              });
      int completed = runs.getFirst().completed.get();

      EngineFailures.assertIsRetryable(
          catchThrowableOfType(StatusRuntimeException.class, () -> node.infer(picture(1))));

      // The canary: a picture, a prompt, a token.
      patiently().until(() -> runs.getFirst().completed.get() >= completed + 3);
      assertSameAnswer(node.infer(picture(0)), before);
      assertThat(models).hasSize(1);
      assertThat(health(node)).isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void anEngineWhoseRunsKeepFailingIsRebuilt() throws IOException {
    try (RunningNode node = node(Releases.make(folder), HEALTH)) {
      List<InferResponse> before = node.infer(picture(0));
      runs.getFirst().befall(GENERATOR, LostEngineTest::failAsOutOfMemory);

      EngineFailures.assertIsRetryable(
          catchThrowableOfType(StatusRuntimeException.class, () -> node.infer(picture(1))));

      awaitServing(node, 2);
      assertSameAnswer(node.infer(picture(0)), before);
      patiently().until(() -> isFreed(models.getFirst()));
    }
  }

  @Test
  void profilesOfAdaptersAreServedByTheRebuiltEngineToo() throws IOException {
    Path served = Adapters.forTinyModel(folder.resolve("models/mole"), 4, 1);
    Files.writeString(served.resolve("serving.properties"), "option.base=release");
    Path own = Adapters.forTinyModel(folder.resolve("own"), 2, 7);
    Release release = Releases.makeWithAdapters(folder.resolve("release"), Map.of("own", own));
    String repository = ", repository.path = \"" + folder.resolve("models") + "\"";
    try (RunningNode node = node(release, HEALTH + repository)) {
      List<InferResponse> mole = node.infer(RunningNode.request("mole").build());
      List<InferResponse> ofRelease = node.infer(RunningNode.request("own").build());
      runs.getFirst().hang(GENERATOR, hanging);

      assertThat(ask(node, picture(0))).failsWithin(REBUILT_WITHIN);

      awaitServing(node, 2);
      assertSameAnswer(node.infer(RunningNode.request("mole").build()), mole);
      assertSameAnswer(node.infer(RunningNode.request("own").build()), ofRelease);
      node.repository().unload("mole");
      assertThatThrownBy(() -> node.infer(RunningNode.request("mole").build()))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("profile");
    }
  }

  @Test
  void anAdapterThatTheRebuiltEngineDoesNotServeIsNotReadyUntilItIsLoadedAgain()
      throws IOException {
    Path served = Adapters.forTinyModel(folder.resolve("models/mole"), 4, 1);
    Files.writeString(served.resolve("serving.properties"), "option.base=release");
    Release release = Releases.makeWithAdapters(folder.resolve("release"), Map.of());
    String repository = ", repository.path = \"" + folder.resolve("models") + "\"";
    try (RunningNode node = node(release, HEALTH + repository)) {
      assertThat(node.repository().index().getFirst().state()).isEqualTo(ModelState.READY);
      // Other bytes, which nobody has asked for.
      Adapters.forTinyModel(served, 4, 2);
      runs.getFirst().hang(GENERATOR, hanging);
      assertThat(ask(node, picture(0))).failsWithin(REBUILT_WITHIN);
      awaitServing(node, 2);

      assertThat(node.repository().index())
          .singleElement()
          .satisfies(entry -> {
            assertThat(entry.state()).isEqualTo(ModelState.UNAVAILABLE);
            assertThat(entry.reason()).contains("files have changed; load it again");
          });
      assertThat(
              GRPCInferenceServiceGrpc.newBlockingStub(node.channel)
                  .modelReady(ModelReadyRequest.newBuilder().setName("mole").build())
                  .getReady())
          .isFalse();
      assertThatThrownBy(() -> node.infer(RunningNode.request("mole").build()))
          .isInstanceOf(StatusRuntimeException.class);

      node.repository().load("mole");

      assertThat(node.repository().index().getFirst().state()).isEqualTo(ModelState.READY);
      assertThat(node.infer(RunningNode.request("mole").build())).isNotEmpty();
    }
  }

  @Test
  void aNodeThatClosesWhileItsEngineIsRebuiltLeavesNothingOpen() throws IOException {
    RunningNode node = node(Releases.make(folder), HEALTH);
    mayLoad = new CountDownLatch(1);
    runs.getFirst().hang(ENCODER, hanging);
    assertThat(ask(node, picture(0))).failsWithin(REBUILT_WITHIN);
    awaitNotServing(node);
    hanging.countDown();

    CompletableFuture<Void> closed = CompletableFuture.runAsync(node::close, callers);
    patiently().until(node.channel::isTerminated);
    mayLoad.countDown();

    assertThat(closed).succeedsWithin(REBUILT_WITHIN);
    assertThat(models).hasSize(2);
    for (ServingModel model : models) {
      // A node waits briefly for an engine that was lost; its memory is freed when its run ends.
      patiently()
          .untilAsserted(() -> {
            assertThat(isFreed(model)).isTrue();
            assertThatThrownBy(() -> model.encode(List.of(model.trialPicture())))
                .isInstanceOf(IllegalStateException.class);
          });
    }
  }

  @Test
  void aNodeWhoseModelDoesNotAnswerDoesNotStart() throws IOException {
    Release release = Releases.make(folder);

    assertThatThrownBy(() ->
            new RunningNode(
                    release,
                    HEALTH,
                    () -> {
                      ServingModel model = load(release);
                      runs.getLast().befall(GENERATOR, LostEngineTest::failAsOutOfMemory);
                      return model;
                    })
                .close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("first inference");
    assertThat(models).hasSize(1).allMatch(LostEngineTest::isFreed);
  }

  private RunningNode node(Release release, String values) throws IOException {
    return new RunningNode(release, values, () -> load(release));
  }

  private ServingModel load(Release release) throws IOException {
    FaultyRuns.awaitOpen(mayLoad);
    FaultyRuns made = new FaultyRuns();
    ServingModel model = NodeServer.model(release, RunningNode.config(""), made);
    runs.add(made);
    models.add(model);
    return model;
  }

  private static void failAsOutOfMemory() {
    throw new ServiceException(ErrorCode.ENGINE_FAILED, "The engine ran out of memory.");
  }

  private static InferRequest picture(int number) {
    return RunningNode.request(Releases.BASE)
        .setImage(ByteString.copyFrom(RunningNode.picture("png", number)))
        .build();
  }

  private CompletableFuture<List<InferResponse>> ask(RunningNode node, InferRequest request) {
    return CompletableFuture.supplyAsync(() -> node.infer(request), callers);
  }

  private static ConditionFactory patiently() {
    return await().atMost(REBUILT_WITHIN);
  }

  private static void awaitNotServing(RunningNode node) {
    patiently().until(() -> health(node) == ServingStatus.NOT_SERVING);
  }

  private void awaitServing(RunningNode node, int engines) {
    patiently().until(() -> models.size() == engines && health(node) == ServingStatus.SERVING);
  }

  private static ServingStatus health(RunningNode node) {
    return HealthGrpc.newBlockingStub(node.channel)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  private static boolean readyForOpenInference(RunningNode node) {
    GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub stub =
        GRPCInferenceServiceGrpc.newBlockingStub(node.channel);
    boolean server = stub.serverReady(ServerReadyRequest.getDefaultInstance()).getReady();
    assertThat(
            stub.modelReady(ModelReadyRequest.newBuilder().setName(Releases.BASE).build())
                .getReady())
        .isEqualTo(server);
    return server;
  }

  /** Its loops end when it is let go and not before. */
  private static boolean isFreed(ServingModel model) {
    try {
      return model.generator().awaitEnd(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static double[] embedding(Encoded encoded) {
    return encoded.getEmbeddingList().stream().mapToDouble(Float::doubleValue).toArray();
  }

  private static void assertSameAnswer(List<InferResponse> answer, List<InferResponse> expected) {
    Encoded encoded = answer.getFirst().getEncoded();
    Encoded wanted = expected.getFirst().getEncoded();
    // An engine may run on other threads than the one before it, which sum in another order.
    assertThat(embedding(encoded)).containsExactly(embedding(wanted), within(1e-5));
    assertThat(encoded.getProvenance()).isEqualTo(wanted.getProvenance());
    assertThat(answer.getLast().getFinished().getText())
        .isEqualTo(expected.getLast().getFinished().getText())
        .isNotEmpty();
  }
}
