package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.Lists;
import com.google.protobuf.ByteString;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.AskResponse;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.EmbedResponse;
import dev.dermstream.v1.FinishReason;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.Sampling;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions and embeddings, through the door. */
class AskAndEmbedTest {
  private static final ByteString IMAGE = ByteString.copyFromUtf8("image");
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
    cluster.node.script = ScriptedNode::answer;
    cluster.node.requests.clear();
    cluster.node.open.clear();
    cluster.node.cancelled = new AtomicInteger();
  }

  @Test
  void anAnswerComesInPiecesAndEndsWithItsOrigin() {
    List<AskResponse> answer = Lists.newArrayList(cluster.stub().ask(question("What is it?")));

    assertThat(answer).hasSize(3);
    assertThat(answer.get(0).getText() + answer.get(1).getText())
        .isEqualTo(ScriptedNode.MELANOMA_XML);
    assertThat(answer.get(2).getFinished().getFinishReason())
        .isEqualTo(FinishReason.FINISH_REASON_END);
    assertThat(answer.get(2).getFinished().getGeneratedTokens()).isEqualTo(12);
    assertThat(answer.get(2).getFinished().getProvenance().getReleaseId())
        .isEqualTo(ScriptedNode.RELEASE);
    assertThat(answer.get(2).getFinished().getTimingsList())
        .extracting(timing -> timing.getStage())
        .containsExactly("decode", "preprocess", "encode", "generate", "admission", "total");
    assertThat(cluster.node.requests.peek().getQuestion()).isEqualTo("What is it?");
  }

  @Test
  void piecesArriveWhileTheNodeStillWrites() {
    cluster.node.script =
        (request, out) -> {
          out.onNext(ScriptedNode.encoded(ScriptedNode.RELEASE));
          out.onNext(InferResponse.newBuilder().setText("first").build());
        };

    Context.CancellableContext context = Context.current().withCancellation();
    context.run(() -> {
      Iterator<AskResponse> answer = cluster.stub().ask(question("q"));
      assertThat(answer.next().getText()).isEqualTo("first");
    });
    context.cancel(null);

    await().until(() -> cluster.node.cancelled.get() == 1);
  }

  @Test
  void aSlowReaderHoldsTheNodeBack() {
    String piece = "x".repeat(10_000);
    int pieces = 2_000;
    AtomicInteger written = new AtomicInteger();
    cluster.node.script =
        (request, out) -> {
          out.onNext(ScriptedNode.encoded(ScriptedNode.RELEASE));
          out.setOnReadyHandler(() -> {
            while (out.isReady() && written.get() < pieces) {
              out.onNext(InferResponse.newBuilder().setText(piece).build());
              if (written.incrementAndGet() == pieces) {
                out.onNext(ScriptedNode.finished("done"));
                out.onCompleted();
              }
            }
          });
        };

    Iterator<AskResponse> answer = cluster.stub().ask(question("q"));
    answer.next();
    await().during(300, TimeUnit.MILLISECONDS).until(() -> written.get() > 0);
    assertThat(written.get()).as("pieces ahead of the reader").isLessThan(pieces);
    int rest = 0;
    while (answer.hasNext()) {
      answer.next();
      rest++;
    }

    assertThat(rest).isEqualTo(pieces);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void anEmptyQuestionIsRefused(String text) {
    assertThat(askFails(question(text))).isEqualTo("INVALID_INPUT");
    assertThat(cluster.node.requests).isEmpty();
  }

  @Test
  void aQuestionIsMeasuredInBytes() {
    assertThat(Lists.newArrayList(cluster.stub().ask(question("é".repeat(2_048))))).isNotEmpty();
    assertThat(askFails(question("é".repeat(2_048) + "a"))).isEqualTo("INVALID_INPUT");
    assertThat(askFails(question("a".repeat(100_000)))).isEqualTo("INVALID_INPUT");
  }

  @Test
  void aRefusedImageIsAStatusHere() {
    cluster.node.script = ScriptedNode::reject;

    assertThat(askFails(question("q"))).isEqualTo("TRUNCATED_IMAGE");
    assertThat(embedFails(EmbedRequest.newBuilder().setImage(IMAGE).build()))
        .isEqualTo("TRUNCATED_IMAGE");
  }

  @Test
  void anEmptyImageIsAStatusHere() {
    assertThat(askFails(question("q").toBuilder().clearImage().build())).isEqualTo("EMPTY_IMAGE");
    assertThat(embedFails(EmbedRequest.getDefaultInstance())).isEqualTo("EMPTY_IMAGE");
  }

  @Test
  void anErrorOfTheNodeEndsTheAnswer() {
    cluster.node.script = ScriptedNode.fail(ErrorCode.UNSUPPORTED_BY_PROFILE, "No questions here.");

    assertThat(askFails(question("q"))).isEqualTo("UNSUPPORTED_BY_PROFILE");
  }

  @Test
  void anEmbeddingComesWithoutText() {
    EmbedResponse response =
        cluster.stub().embed(EmbedRequest.newBuilder().setImage(IMAGE).build());

    assertThat(response.getEmbeddingList()).containsExactly(0.6f, 0.8f);
    assertThat(response.getProvenance().getReleaseId()).isEqualTo(ScriptedNode.RELEASE);
    assertThat(response.getRequestId()).isNotEmpty();
    assertThat(cluster.node.requests.peek().getEmbeddingOnly()).isTrue();
  }

  @Test
  void theLaneReachesTheNode() {
    cluster
        .stub()
        .ask(question("q").toBuilder().setLane(Lane.LANE_STAT).build())
        .forEachRemaining(piece -> {});
    assertThat(cluster.node.requests.remove().getLane()).isEqualTo(Lane.LANE_STAT);

    assertThat(
            cluster
                .stub()
                .embed(EmbedRequest.newBuilder().setImage(IMAGE).setLane(Lane.LANE_BATCH).build())
                .getEmbeddingCount())
        .isEqualTo(2);
    assertThat(cluster.node.requests.remove().getLane()).isEqualTo(Lane.LANE_BATCH);
  }

  @Test
  void aLaneOutsideTheContractIsRefused() {
    assertThat(askFails(question("q").toBuilder().setLaneValue(9).build()))
        .isEqualTo("INVALID_INPUT");
    assertThat(embedFails(EmbedRequest.newBuilder().setImage(IMAGE).setLaneValue(9).build()))
        .isEqualTo("INVALID_INPUT");
  }

  @Test
  void theSamplingReachesTheNodeAsItIs() {
    Sampling sampling =
        Sampling.newBuilder().setTemperature(.7f).setTopK(5).setTopP(.9f).setSeed(-1).build();
    cluster
        .stub()
        .ask(question("q").toBuilder().setSampling(sampling).build())
        .forEachRemaining(piece -> {});
    assertThat(cluster.node.requests.remove().getSampling()).isEqualTo(sampling);

    cluster.stub().ask(question("q")).forEachRemaining(piece -> {});
    assertThat(cluster.node.requests.remove().hasSampling()).isFalse();
  }

  @Test
  void samplingOutOfRangeIsRefused() {
    for (Sampling.Builder wrong :
        List.of(
            Sampling.newBuilder().setTemperature(-1),
            Sampling.newBuilder().setTemperature(2.1f),
            Sampling.newBuilder().setTemperature(Float.NaN),
            Sampling.newBuilder().setTopK(-1),
            Sampling.newBuilder().setTopP(1.1f))) {
      assertThat(askFails(question("q").toBuilder().setSampling(wrong).build()))
          .isEqualTo("INVALID_INPUT");
    }
  }

  @Test
  void aNodeThatWritesTextUnaskedGivesNoEmbedding() {
    cluster.node.script =
        ScriptedNode.send(
            List.of(ScriptedNode.encoded(ScriptedNode.RELEASE), ScriptedNode.finished("unasked")));

    assertThat(embedFails(EmbedRequest.newBuilder().setImage(IMAGE).build())).isEqualTo("INTERNAL");
  }

  private static AskRequest question(String text) {
    return AskRequest.newBuilder().setImage(IMAGE).setQuestion(text).build();
  }

  private static String askFails(AskRequest request) {
    return fails(() -> cluster.stub().ask(request).forEachRemaining(piece -> {}));
  }

  private static String embedFails(EmbedRequest request) {
    return fails(() -> cluster.stub().embed(request));
  }

  private static String fails(Runnable call) {
    AtomicReference<String> code = new AtomicReference<>();
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call::run)
        .satisfies(failure -> code.set(StatusMapping.toError(failure, "").getCode()));
    return code.get();
  }
}
