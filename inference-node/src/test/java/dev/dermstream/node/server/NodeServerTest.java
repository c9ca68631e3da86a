package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.v1.DescribeRequest;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.Finished;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.InferResponse.EventCase;
import dev.dermstream.node.v1.Rejected;
import dev.dermstream.platform.release.LabelName;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import dev.dermstream.v1.FinishReason;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.ProfileInfo;
import dev.dermstream.v1.Sampling;
import dev.dermstream.v1.StageTiming;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeServerTest {
  /** The first, and none within a test: for a test that counts the engine's runs. */
  private static final String ONE_CANARY = "health { canary-interval = 30m, canary-timeout = 1h }";

  @TempDir static Path folder;

  private static Release release;
  private static RunningNode node;

  @BeforeAll
  static void start() throws IOException {
    release = Releases.make(folder);
    node = new RunningNode(release, "id = trial-node, max-message = 1 MiB");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void describesItsReleaseAndItsProfiles() {
    dev.dermstream.v1.Release told =
        node.stub().describe(DescribeRequest.getDefaultInstance()).getRelease();

    assertThat(told.getReleaseId()).isEqualTo(release.id());
    assertThat(told.getNotice()).isEqualTo(Releases.NOTICE);
    assertThat(told.getDefaultProfile()).isEqualTo(release.defaultProfile());
    assertThat(told.getProfilesList().stream().map(ProfileInfo::getName))
        .containsExactlyElementsOf(release.profiles().keySet());
    told.getProfilesList()
        .forEach(profile -> {
          Profile served = release.profile(profile.getName()).orElseThrow();
          assertThat(profile.getReleaseId()).isEqualTo(release.id());
          assertThat(profile.getAnswersQuestions()).isEqualTo(served.answersQuestions());
          assertThat(profile.getLabelSetList().stream().map(Label::getIdCode))
              .containsExactlyElementsOf(served.labels().stream().map(LabelName::idCode).toList());
        });
  }

  @Test
  void sendsTheEmbeddingThenTextThenTheEnd() {
    List<InferResponse> messages = node.infer(RunningNode.request(Releases.BASE).build());

    Encoded encoded = messages.getFirst().getEncoded();
    assertThat(encoded.getEmbeddingCount()).isEqualTo(48);
    assertThat(encoded.getEmbeddingList().stream().mapToDouble(v -> v * v).sum())
        .isCloseTo(1, within(1e-5));
    assertThat(encoded.getImage().getFormat()).isEqualTo("PNG");
    assertThat(encoded.getImage().getWidth()).isEqualTo(60);
    assertThat(encoded.getNotice()).isEqualTo(Releases.NOTICE);
    assertThat(encoded.getProvenance().getReleaseId()).isEqualTo(release.id());
    assertThat(encoded.getProvenance().getNodeId()).isEqualTo("trial-node");
    assertThat(encoded.getProvenance().getEngine()).matches("OnnxRuntime \\d+\\.\\d+\\.\\d+ cpu");
    assertThat(encoded.getProvenance().getProfile()).isEqualTo(Releases.BASE);
    assertThat(stages(encoded.getTimingsList()))
        .containsExactly("queue", "decode", "preprocess", "encode");

    Finished finished = messages.getLast().getFinished();
    assertThat(text(messages)).isEqualTo(finished.getText()).isNotEmpty();
    assertThat(finished.getGeneratedTokens()).isEqualTo(12);
    assertThat(finished.getFinishReason()).isEqualTo(FinishReason.FINISH_REASON_LENGTH);
    assertThat(stages(finished.getTimingsList())).containsExactly("generate");
    assertThat(messages.subList(1, messages.size() - 1))
        .hasSizeGreaterThan(1)
        .allMatch(message -> message.getEventCase() == EventCase.TEXT);
  }

  @Test
  void givesTheSameEmbeddingForTheSamePixelsInAnotherProfileAndOtherWordsByItsAdapter() {
    List<InferResponse> base = node.infer(RunningNode.request(Releases.BASE).build());
    List<InferResponse> adapted = node.infer(RunningNode.request(Releases.ADAPTED).build());

    assertThat(adapted.getFirst().getEncoded().getEmbeddingList())
        .isEqualTo(base.getFirst().getEncoded().getEmbeddingList());
    assertThat(text(adapted)).isNotEqualTo(text(base));
  }

  @Test
  void asksInTheLanguageOfTheRequestOrWithItsQuestion() {
    InferRequest.Builder request = RunningNode.request(Releases.BASE);
    String english = text(node.infer(request.build()));
    String korean = text(node.infer(request.setLanguage(Language.LANGUAGE_KOREAN).build()));
    String asked = text(node.infer(request.setQuestion("What is this lesion?").build()));

    assertThat(korean).isNotEqualTo(english);
    assertThat(asked).as("the English prompt, asked as a question").isEqualTo(english);
  }

  @Test
  void answersManyAtOnceAsItAnswersOneAlone() throws IOException {
    try (RunningNode four = new RunningNode(release, "generate.loops = 4, cache.max-bytes = 0")) {
      List<InferRequest> requests = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        requests.add(
            RunningNode.request(i % 2 == 0 ? Releases.BASE : Releases.ADAPTED)
                .setImage(ByteString.copyFrom(RunningNode.picture("png", i)))
                .setLanguage(Language.forNumber(i % 3))
                .build());
      }
      List<List<InferResponse>> alone = requests.stream().map(node::infer).toList();
      List<CompletableFuture<List<InferResponse>>> atOnce =
          requests.stream()
              .map(request -> CompletableFuture.supplyAsync(() -> four.infer(request)))
              .toList();

      for (int i = 0; i < requests.size(); i++) {
        List<InferResponse> messages = atOnce.get(i).join();
        assertThat(text(messages)).isEqualTo(text(alone.get(i)));
        assertThat(embedding(messages)).containsExactly(embedding(alone.get(i)), within(1e-5f));
      }
    }
  }

  @Test
  void stopsAfterTheEmbeddingIfThatIsAllThatIsAsked() {
    List<InferResponse> messages =
        node.infer(RunningNode.request("").setEmbeddingOnly(true).build());

    assertThat(messages).hasSize(1);
    assertThat(messages.getFirst().hasEncoded()).isTrue();
  }

  @Test
  void sendsTheTextWholeWhereNobodyReadsAlong() {
    InferRequest.Builder request = RunningNode.request(Releases.BASE);
    List<InferResponse> pieces = node.infer(request.build());

    List<InferResponse> whole = node.infer(request.setWholeText(true).build());

    assertThat(whole)
        .extracting(InferResponse::getEventCase)
        .containsExactly(EventCase.ENCODED, EventCase.FINISHED);
    assertThat(whole.getLast().getFinished().getText())
        .isNotEmpty()
        .isEqualTo(pieces.getLast().getFinished().getText());
  }

  @Test
  void rejectsAnImageThatCannotBeScreenedAsAnOutcome() {
    byte[] whole = RunningNode.picture("jpeg");
    InferRequest request =
        RunningNode.request(Releases.BASE)
            .setImage(ByteString.copyFrom(Arrays.copyOf(whole, whole.length / 2)))
            .build();

    List<InferResponse> messages = node.infer(request);

    assertThat(messages).hasSize(1);
    Rejected rejected = messages.getFirst().getRejected();
    assertThat(rejected.getError().getCode()).isEqualTo("TRUNCATED_IMAGE");
    assertThat(rejected.getError().getRequestId()).isEqualTo("request-1");
    assertThat(rejected.getProvenance().getReleaseId()).isEqualTo(release.id());
    assertThat(stages(rejected.getTimingsList())).containsExactly("queue", "decode");
    assertThat(node.recorded("decode", "TRUNCATED_IMAGE")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nobody's | '' | PROFILE_NOT_FOUND | no profile nobody?s",
        "base | look: <image> | INVALID_INPUT | reserved",
        "base | '  ' | INVALID_INPUT | empty",
        "adapted | why? | UNSUPPORTED_BY_PROFILE | adapted"
      })
  void refusesWhatCannotBeServed(String profile, String question, String code, String named) {
    InferRequest.Builder request = RunningNode.request(profile);
    if (!question.isEmpty()) {
      request.setQuestion(question);
    }

    assertFails(request.build(), code, named);
  }

  @Test
  void refusesALongQuestionWhateverItsLanguage() {
    InferRequest.Builder request = RunningNode.request(Releases.BASE);

    assertFails(request.setQuestion("피".repeat(1366)).build(), "INVALID_INPUT", "4096 bytes");
    assertFails(request.setQuestion("?".repeat(100_000)).build(), "INVALID_INPUT", "4096 bytes");
    assertThat(text(node.infer(request.setQuestion("?".repeat(1000)).build()))).isNotEmpty();
  }

  @Test
  void refusesAQuestionThatFillsTheContext() {
    assertFails(
        RunningNode.request(Releases.BASE).setQuestion("?! ".repeat(1365)).build(),
        "INVALID_INPUT",
        "2048");
  }

  @Test
  void refusesARequestIdThatIsNone() {
    assertFails(
        RunningNode.request(Releases.BASE).setRequestId("a\nb").build(),
        "INVALID_INPUT",
        "request_id");
  }

  @Test
  void refusesAMessageOverTheLimitAndServesTheNext() {
    InferRequest large =
        RunningNode.request(Releases.BASE)
            .setImage(ByteString.copyFrom(new byte[(1 << 20) + 1]))
            .build();

    assertThatThrownBy(() -> node.infer(large))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
    assertThat(text(node.infer(RunningNode.request(Releases.BASE).build()))).isNotEmpty();
  }

  @Test
  void endsAtTheDeadlineAndServesTheNext() throws IOException {
    FaultyRuns runs = new FaultyRuns();
    try (RunningNode one = new RunningNode(release, "generate.max-sequences = 1", runs)) {
      // Again where a slow machine lets the time pass before the request is on its way.
      patiently()
          .untilAsserted(() -> {
            // No machine is so fast that the text ends before its time.
            CountDownLatch late = new CountDownLatch(1);
            runs.befall("generate", () -> awaitOpen(late));
            assertThatThrownBy(() ->
                    one.stub()
                        .withDeadlineAfter(Duration.ofMillis(300))
                        .infer(RunningNode.request(Releases.ENDLESS).build())
                        .forEachRemaining(message -> {}))
                .isInstanceOfSatisfying(
                    StatusRuntimeException.class,
                    e -> assertThat(StatusMapping.toError(e, "").getCode()).isEqualTo("DEADLINE"));
            late.countDown();
            // The caller's own clock may give up first, and a slow machine before the text begins.
            assertThat(Stream.of("queue", "encode", "generate"))
                .anyMatch(
                    stage -> one.recorded(stage, "DEADLINE") || one.recorded(stage, "CANCELLED"));
          });
      assertThat(text(one.infer(RunningNode.request(Releases.BASE).build()))).isNotEmpty();
    }
  }

  @Test
  void refusesWhatHasNoPlaceAndForgetsWhoeverWentAway() throws IOException {
    CountDownLatch refused = new CountDownLatch(1);
    FaultyRuns runs = new FaultyRuns();
    String values = "generate.max-sequences = 1, max-requests = 2, " + ONE_CANARY;
    try (RunningNode one = new RunningNode(release, values, runs)) {
      // Neither leaves its place, nor takes the other's, before the third is refused.
      runs.befall("generate", () -> awaitOpen(refused));
      Listener running = new Listener();
      Listener waiting = new Listener();
      Context.CancellableContext first = Context.current().withCancellation();
      first.run(
          () -> one.asyncStub().infer(RunningNode.request(Releases.ENDLESS).build(), running));
      patiently().until(() -> one.value("dermstream_node_generate_running_texts", "") == 1);
      one.asyncStub().infer(RunningNode.request(Releases.BASE).build(), waiting);
      patiently().until(() -> waitingTexts(one) == 1);

      assertThatThrownBy(() -> one.infer(RunningNode.request(Releases.BASE).build()))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(StatusMapping.toError(e, "").getCode()).isEqualTo("OVERLOADED"));

      first.cancel(null);
      refused.countDown();

      assertThat(waiting.finished.join().getText()).isNotEmpty();
      assertThatThrownBy(running.finished::join).hasCauseInstanceOf(StatusRuntimeException.class);
    }
  }

  @Test
  void freesThePlaceOfWhoeverWentAwayWhileHeWaited() throws IOException {
    CountDownLatch freed = new CountDownLatch(1);
    FaultyRuns runs = new FaultyRuns();
    String values = "generate.max-sequences = 1, max-requests = 2";
    try (RunningNode one = new RunningNode(release, values, runs)) {
      // The one that runs keeps its place until that of the one that waits is free.
      runs.befall("generate", () -> awaitOpen(freed));
      Context.CancellableContext writing = Context.current().withCancellation();
      Listener running = new Listener();
      writing.run(
          () -> one.asyncStub().infer(RunningNode.request(Releases.ENDLESS).build(), running));
      running.encoded.join();
      Context.CancellableContext waiting = Context.current().withCancellation();
      Listener waits = new Listener();
      waiting.run(() -> one.asyncStub().infer(RunningNode.request(Releases.BASE).build(), waits));
      waits.encoded.join();
      waiting.cancel(null);

      InferRequest embedding = RunningNode.request(Releases.BASE).setEmbeddingOnly(true).build();
      patiently()
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(one.infer(embedding)).hasSize(1));
      freed.countDown();
      patiently().until(() -> one.recorded("generate", "CANCELLED"));
      writing.cancel(null);
    }
  }

  @Test
  void writesTheUrgentTextFirst() throws IOException {
    List<Lane> lanes = List.of(Lane.LANE_BATCH, Lane.LANE_UNSPECIFIED, Lane.LANE_STAT);
    List<Lane> ended = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch asked = new CountDownLatch(1);
    FaultyRuns runs = new FaultyRuns();
    String values = "generate.max-sequences = 1, " + ONE_CANARY;
    try (RunningNode one = new RunningNode(release, values, runs)) {
      // The first is held until all have asked; each of the others until those before it have
      // been heard of, because messages of different calls may pass one another.
      runs.befall(
          "generate",
          () -> {
            awaitOpen(asked);
            int before = Math.max(0, lanes.size() - 1 - waitingTexts(one));
            if (ended.size() < before) {
              patiently().until(() -> ended.size() >= before);
            }
          });
      Context.CancellableContext writing = Context.current().withCancellation();
      Listener running = new Listener();
      writing.run(
          () -> one.asyncStub().infer(RunningNode.request(Releases.ENDLESS).build(), running));
      patiently().until(() -> one.value("dermstream_node_generate_running_texts", "") == 1);
      List<CompletableFuture<Boolean>> ends = new ArrayList<>();
      for (Lane lane : lanes) {
        Listener listener = new Listener();
        ends.add(listener.finished.thenApply(finished -> ended.add(lane)));
        one.asyncStub().infer(RunningNode.request(Releases.BASE).setLane(lane).build(), listener);
        int texts = ends.size();
        patiently().until(() -> waitingTexts(one) == texts);
      }

      writing.cancel(null);
      assertThatThrownBy(running.finished::join).hasCauseInstanceOf(StatusRuntimeException.class);
      asked.countDown();

      ends.forEach(CompletableFuture::join);
      assertThat(ended).containsExactly(Lane.LANE_STAT, Lane.LANE_UNSPECIFIED, Lane.LANE_BATCH);
    }
  }

  @Test
  void samplesAnAnswerByItsSeedWhateverElseIsWritten() {
    InferRequest seeded =
        RunningNode.request(Releases.BASE)
            .setQuestion("What is this?")
            .setSampling(Sampling.newBuilder().setTemperature(1.5f).setSeed(7))
            .build();
    InferRequest.Builder other = seeded.toBuilder();
    other.getSamplingBuilder().setSeed(8);

    String alone = text(node.infer(seeded));
    List<CompletableFuture<String>> together =
        Stream.of(other.build(), seeded, seeded)
            .map(request -> CompletableFuture.supplyAsync(() -> text(node.infer(request))))
            .toList();

    assertThat(together.get(0).join()).isNotEqualTo(alone);
    assertThat(together.get(1).join()).isEqualTo(alone);
    assertThat(together.get(2).join()).isEqualTo(alone);
  }

  @Test
  void refusesSamplingThatIsOutOfRangeOrOfAReport() {
    InferRequest.Builder question = RunningNode.request(Releases.BASE).setQuestion("What?");
    for (Sampling.Builder wrong :
        List.of(
            Sampling.newBuilder().setTemperature(2.5f),
            Sampling.newBuilder().setTemperature(Float.NaN),
            Sampling.newBuilder().setTopK(-1),
            Sampling.newBuilder().setTopP(1.5f))) {
      assertFails(question.setSampling(wrong).build(), "INVALID_INPUT", "must be");
    }
    assertFails(
        RunningNode.request(Releases.BASE).setSampling(Sampling.getDefaultInstance()).build(),
        "INVALID_INPUT",
        "report");
  }

  @Test
  void refusesALaneThatTheContractDoesNotKnow() {
    assertFails(
        RunningNode.request(Releases.BASE).setLaneValue(99).build(), "INVALID_INPUT", "lane");
  }

  @Test
  void encodesTheSamePixelsOnce() throws IOException {
    InferRequest png = RunningNode.request(Releases.BASE).setEmbeddingOnly(true).build();
    InferRequest other =
        png.toBuilder().setImage(ByteString.copyFrom(RunningNode.picture("png", 1))).build();
    try (RunningNode one = new RunningNode(release, "generate.max-sequences = 1, " + ONE_CANARY)) {
      long canaries = one.runs("encode");
      List<Float> first = one.infer(png).getFirst().getEncoded().getEmbeddingList();
      List<Float> second = one.infer(png).getFirst().getEncoded().getEmbeddingList();
      List<Float> third = one.infer(other).getFirst().getEncoded().getEmbeddingList();

      assertThat(second).isEqualTo(first);
      assertThat(third).isNotEqualTo(first);
      assertThat(one.value("dermstream_node_cache_requests", "hit")).isEqualTo(1);
      assertThat(one.value("dermstream_node_cache_requests", "miss")).isEqualTo(2);
      assertThat(one.value("dermstream_node_cache_entries", "")).isEqualTo(2);
      assertThat(one.runs("encode") - canaries).isEqualTo(2);
    }
  }

  @Test
  void encodesEveryTimeWhereTheCacheIsOff() throws IOException {
    InferRequest request = RunningNode.request(Releases.BASE).setEmbeddingOnly(true).build();
    try (RunningNode one =
        new RunningNode(
            release, "generate.max-sequences = 1, cache.max-bytes = 0, " + ONE_CANARY)) {
      long canaries = one.runs("encode");
      assertThat(one.infer(request)).hasSize(1);
      assertThat(one.infer(request)).hasSize(1);

      assertThat(one.runs("encode") - canaries).isEqualTo(2);
    }
  }

  @Test
  void losesNoTextForACallerWhoReadsSlowly() {
    List<InferResponse> quick = node.infer(RunningNode.request(Releases.BASE).build());
    StringBuilder slow = new StringBuilder();
    node.stub()
        .infer(RunningNode.request(Releases.BASE).build())
        .forEachRemaining(message -> {
          Thread.onSpinWait();
          slow.append(message.getText());
        });

    assertThat(slow.toString()).isEqualTo(text(quick));
  }

  @Test
  void letsARunningRequestFinishWhenItCloses() throws Exception {
    try (RunningNode one =
        new RunningNode(release, "generate.max-sequences = 1, drain-timeout = 2m")) {
      Listener running = new Listener();
      one.asyncStub().infer(RunningNode.request(Releases.ENDLESS).build(), running);
      running.encoded.join();

      one.server.close();

      assertThat(running.finished.join().getGeneratedTokens()).isGreaterThan(1000);
      assertThatThrownBy(() -> one.infer(RunningNode.request(Releases.BASE).build()))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }
  }

  @Test
  void cutsARunningRequestThatOutlastsTheDrain() throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    FaultyRuns runs = new FaultyRuns();
    String values = "generate.max-sequences = 1, drain-timeout = 0s";
    try (RunningNode one = new RunningNode(release, values, runs)) {
      runs.befall("generate", () -> awaitOpen(cut));
      Listener running = new Listener();
      one.asyncStub().infer(RunningNode.request(Releases.ENDLESS).build(), running);
      running.encoded.join();

      CompletableFuture<Void> closed = CompletableFuture.runAsync(one.server::close);

      assertThatThrownBy(running.finished::join)
          .hasRootCauseInstanceOf(StatusRuntimeException.class);
      cut.countDown();
      closed.join();
    }
  }

  @Test
  void tellsItsHealthAndItsServices() {
    HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(node.channel);
    assertThat(
            health
                .check(
                    HealthCheckRequest.newBuilder()
                        .setService("dermstream.node.v1.NodeService")
                        .build())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);

    CompletableFuture<ServerReflectionResponse> services = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> ask =
        ServerReflectionGrpc.newStub(node.channel).serverReflectionInfo(new First<>(services));
    ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    assertThat(services.join().getListServicesResponse().getServiceList())
        .anyMatch(service -> service.getName().equals("dermstream.node.v1.NodeService"));
    ask.onCompleted();
  }

  @Test
  void refusesToStartWithAProfileThatTheModelCannotServe(@TempDir Path other) throws IOException {
    Releases.make(other);
    Releases.profile(other, "impossible", 7, false, 4);
    Release impossible = Release.seal(other, "trial", "", Releases.BASE);

    assertThatThrownBy(() -> new RunningNode(impossible, "generate.max-sequences = 1"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("impossible")
        .hasMessageContaining("adapter 7");
  }

  private static ConditionFactory patiently() {
    return await().atMost(RunningNode.PATIENCE);
  }

  private static int waitingTexts(RunningNode one) {
    return (int) one.value("dermstream_node_generate_waiting_texts", "");
  }

  private static void awaitOpen(CountDownLatch latch) {
    try {
      assertThat(latch.await(RunningNode.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void assertFails(InferRequest request, String code, String named) {
    assertThatThrownBy(() -> node.infer(request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(StatusMapping.toError(e, "").getCode()).isEqualTo(code);
              assertThat(e.getStatus().getDescription()).contains(named);
            });
  }

  private static float[] embedding(List<InferResponse> messages) {
    List<Float> values = messages.getFirst().getEncoded().getEmbeddingList();
    float[] embedding = new float[values.size()];
    for (int i = 0; i < embedding.length; i++) {
      embedding[i] = values.get(i);
    }
    return embedding;
  }

  private static String text(List<InferResponse> messages) {
    return String.join("", messages.stream().map(InferResponse::getText).toList());
  }

  private static List<String> stages(List<StageTiming> timings) {
    return timings.stream().map(StageTiming::getStage).toList();
  }

  /** Keeps the first and the last message of a call. */
  private static final class Listener implements StreamObserver<InferResponse> {
    final CompletableFuture<Encoded> encoded = new CompletableFuture<>();
    final CompletableFuture<Finished> finished = new CompletableFuture<>();

    @Override
    public void onNext(InferResponse message) {
      if (message.hasEncoded()) {
        encoded.complete(message.getEncoded());
      } else if (message.hasFinished()) {
        finished.complete(message.getFinished());
      }
    }

    @Override
    public void onError(Throwable failure) {
      encoded.completeExceptionally(failure);
      finished.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      // Everything that is awaited has come before.
    }
  }

  /** Hands the first message on. */
  private record First<T>(CompletableFuture<T> message) implements StreamObserver<T> {
    @Override
    public void onNext(T value) {
      message.complete(value);
    }

    @Override
    public void onError(Throwable failure) {
      message.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      // Nothing more is awaited.
    }
  }
}
