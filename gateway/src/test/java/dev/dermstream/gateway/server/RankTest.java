package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.v1.Finished;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.RankRequest;
import dev.dermstream.v1.RankResponse;
import dev.dermstream.v1.RankedLabel;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Labels that a request brings, through every door. */
class RankTest {
  private static final List<String> LABELS = List.of("acne", "eczema", "건선");
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = new TestCluster();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void behave() {
    cluster.node.script = RankTest::rank;
    cluster.node.requests.clear();
    cluster.node.cancelled = new AtomicInteger();
  }

  @Test
  void everyLabelComesBackWithTheAnswersOrigin() {
    RankResponse answer =
        cluster
            .stub()
            .rank(
                request(LABELS).toBuilder()
                    .setLanguage(Language.LANGUAGE_KOREAN)
                    .setLane(Lane.LANE_STAT)
                    .build());

    assertThat(answer.getRankingList().stream().map(RankedLabel::getLabel))
        .containsExactlyElementsOf(LABELS);
    assertThat(answer.getAnyLabelPercent()).isCloseTo(87.5, within(1e-9));
    assertThat(answer.getProvenance().getReleaseId()).isEqualTo(ScriptedNode.RELEASE);
    assertThat(answer.getRequestId()).isNotEmpty();
    assertThat(answer.getTimingsList())
        .extracting(timing -> timing.getStage())
        .contains("rank", "admission", "total");
    InferRequest heard = cluster.node.requests.remove();
    assertThat(heard.getLabelsList()).isEqualTo(LABELS);
    assertThat(heard.getLanguage()).isEqualTo(Language.LANGUAGE_KOREAN);
    assertThat(heard.getLane()).isEqualTo(Lane.LANE_STAT);
    assertThat(heard.hasQuestion() || heard.getEmbeddingOnly()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void httpTakesLabelsWithCommasOrAsJson(Version version) throws Exception {
    try (HttpCaller caller = new HttpCaller(cluster.gateway.port(), version)) {
      HttpResponse<String> fields =
          caller.send(
              caller
                  .to("/v1/rank?labels=acne,%20eczema,%EA%B1%B4%EC%84%A0&profile=tumour15")
                  .header("content-type", "image/png")
                  .POST(BodyPublishers.ofString("x")));
      HttpResponse<String> json =
          caller.send(
              caller
                  .to("/v1/rank")
                  .header("content-type", "application/json")
                  .POST(
                      BodyPublishers.ofString(
                          "{\"image\":\"%s\",\"labels\":[\"ulcer, venous\",\"acne\"]}"
                              .formatted(
                                  Base64.getEncoder()
                                      .encodeToString("x".getBytes(StandardCharsets.UTF_8))))));

      assertThat(fields.statusCode()).isEqualTo(200);
      List<String> labels = new ArrayList<>();
      JsonObject answer = HttpCaller.json(fields);
      answer
          .getAsJsonArray("ranking")
          .forEach(each -> labels.add(each.getAsJsonObject().get("label").getAsString()));
      assertThat(labels).isEqualTo(LABELS);
      assertThat(answer.getAsJsonArray("ranking").get(0).getAsJsonObject().get("likelihoodPercent"))
          .isNotNull();
      assertThat(json.statusCode()).isEqualTo(200);
      assertThat(cluster.node.requests.remove().getLabelsList()).isEqualTo(LABELS);
      assertThat(cluster.node.requests.remove().getLabelsList())
          .containsExactly("ulcer, venous", "acne");
    }
  }

  @Test
  void hostileLabelsNeverReachANode() throws Exception {
    for (List<String> labels :
        List.of(
            List.<String>of(),
            List.of("alone"),
            IntStream.range(0, 101).mapToObj(i -> "label " + i).toList(),
            List.of("acne", "a".repeat(201)),
            List.of("acne", " "),
            List.of("acne", "warts\n"),
            List.of("acne", "Acne"))) {
      assertThat(fails(request(labels))).as("%s", labels).isEqualTo("INVALID_INPUT");
    }
    try (HttpCaller caller = new HttpCaller(cluster.gateway.port(), Version.HTTP_1_1)) {
      for (String address : List.of("/v1/rank", "/v1/rank?labels=acne", "/v1/rank?labels=a,,b")) {
        HttpResponse<String> response =
            caller.send(
                caller
                    .to(address)
                    .header("content-type", "image/png")
                    .POST(BodyPublishers.ofString("x")));
        assertThat(response.statusCode()).as(address).isEqualTo(400);
        assertThat(HttpCaller.code(response)).isEqualTo("INVALID_INPUT");
      }
    }
    assertThat(cluster.node.requests).isEmpty();
  }

  @Test
  void anEmptyImageAndAnUnfitOneAreStatuses() {
    assertThat(fails(request(LABELS).toBuilder().clearImage().build())).isEqualTo("EMPTY_IMAGE");
    cluster.node.script = ScriptedNode::reject;
    assertThat(fails(request(LABELS))).isEqualTo("TRUNCATED_IMAGE");
    cluster.node.script = ScriptedNode.fail(ErrorCode.UNSUPPORTED_BY_PROFILE, "Not this one.");
    assertThat(fails(request(LABELS))).isEqualTo("UNSUPPORTED_BY_PROFILE");
  }

  @Test
  void aNodeThatKnowsNoLabelsGivesNoAnswer() {
    cluster.node.script = ScriptedNode::answer;
    assertThat(fails(request(LABELS))).isEqualTo("INTERNAL");
    cluster.node.script =
        (request, out) -> rank(request.toBuilder().setLabels(1, "other").build(), out);
    assertThat(fails(request(LABELS))).isEqualTo("INTERNAL");
    cluster.node.script =
        (request, out) -> rank(request.toBuilder().addLabels("more").build(), out);
    assertThat(fails(request(LABELS))).isEqualTo("INTERNAL");
  }

  @Test
  void whoeverLeavesStopsTheNode() {
    cluster.node.script = ScriptedNode::silent;
    Context.CancellableContext context = Context.current().withCancellation();
    context.run(() -> {
      var _ = ScreeningServiceGrpc.newFutureStub(cluster.channel).rank(request(LABELS));
    });
    await().until(() -> cluster.node.requests.size() == 1);
    context.cancel(null);

    await().until(() -> cluster.node.cancelled.get() == 1);
  }

  @Test
  void theDeadlineReachesTheNode() {
    // The way is open, so that the deadline passes at the node.
    assertThat(cluster.stub().rank(request(LABELS)).getRankingCount()).isEqualTo(3);
    cluster.node.script = ScriptedNode::silent;
    AtomicReference<String> code = new AtomicReference<>("");

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(
            () -> cluster.stub().withDeadlineAfter(2, TimeUnit.SECONDS).rank(request(LABELS)))
        .satisfies(failure -> code.set(StatusMapping.toError(failure, "").getCode()));
    assertThat(code).hasValue("DEADLINE");
    await().until(() -> cluster.node.cancelled.get() == 1);
  }

  /** The first label has half of all probability, the next a quarter, and so on. */
  static void rank(InferRequest request, ServerCallStreamObserver<InferResponse> out) {
    out.onNext(ScriptedNode.encoded(ScriptedNode.RELEASE));
    Finished.Builder finished = Finished.newBuilder();
    finished.addTimingsBuilder().setStage("rank").setNanos(1);
    for (int i = 0; i < request.getLabelsCount(); i++) {
      finished.addRanking(
          RankedLabel.newBuilder()
              .setLabel(request.getLabels(i))
              .setPosition(i)
              .setLikelihoodPercent(100 * Math.pow(.5, i + 1))
              .setLogLikelihood((i + 1) * Math.log(.5)));
    }
    out.onNext(InferResponse.newBuilder().setFinished(finished).build());
    out.onCompleted();
  }

  private static RankRequest request(List<String> labels) {
    return RankRequest.newBuilder()
        .setImage(ByteString.copyFromUtf8("image"))
        .addAllLabels(labels)
        .build();
  }

  private static String fails(RankRequest request) {
    AtomicReference<String> code = new AtomicReference<>("");
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> cluster.stub().rank(request))
        .satisfies(failure -> code.set(StatusMapping.toError(failure, "").getCode()));
    return code.get();
  }
}
