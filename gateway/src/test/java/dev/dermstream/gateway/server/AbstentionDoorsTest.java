package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import dev.dermstream.index.v1.AbstentionRule;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.v1.AbstentionReason;
import dev.dermstream.v1.CalibratedConfidence;
import dev.dermstream.v1.ClassProbability;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.OutOfDistribution;
import dev.dermstream.v1.PredictionSet;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenStreamResponse.EventCase;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An image without an answer, through every door. */
class AbstentionDoorsTest {
  private static final AbstentionRule OUTSIDE =
      AbstentionRule.newBuilder().setOutOfDistribution(true).build();
  private static final AbstentionRule NO_DISAGREEMENT =
      AbstentionRule.newBuilder().setModelDiffers(true).build();

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
  void lieOutside() {
    cluster.node.script = ScriptedNode::answer;
    measure(response(OUTSIDE));
  }

  @Test
  void grpcTellsReasonAndEvidence() {
    assertAbstained(cluster.stub().screen(TestCluster.image()).getReport());
  }

  @Test
  void jsonTellsReasonAndEvidence() throws Exception {
    try (HttpCaller caller = new HttpCaller(cluster.gateway.port(), Version.HTTP_2)) {
      HttpResponse<String> response = caller.post("/v1/screen", "image/jpeg", "pixels");

      assertThat(response.statusCode()).isEqualTo(200);
      Report.Builder report = Report.newBuilder();
      JsonFormat.parser().merge(response.body(), report);
      assertAbstained(report.build());
    }
  }

  @Test
  void xmlTellsReasonAndLabel() throws Exception {
    try (HttpCaller caller = new HttpCaller(cluster.gateway.port(), Version.HTTP_1_1)) {
      HttpResponse<String> response =
          caller.send(
              caller
                  .to("/v1/screen")
                  .header("content-type", "image/jpeg")
                  .header("accept", "application/xml")
                  .POST(BodyPublishers.ofString("pixels")));

      assertThat(response.body())
          .contains("<root disposition=\"ABSTAINED\"")
          .contains("<label id_code=\"6\"")
          .contains("<abstention reasons=\"OUT_OF_DISTRIBUTION\">The image is unlike");
    }
  }

  @Test
  void aLabelThatWillNotBeTheAnswerIsNotToldBeforeTheReport() throws Exception {
    assertThat(eventsOfOneImage()).containsExactly(EventCase.ACCEPTED, EventCase.REPORT);

    measure(response(AbstentionRule.getDefaultInstance()));
    assertThat(eventsOfOneImage())
        .containsExactly(EventCase.ACCEPTED, EventCase.SCORED, EventCase.REPORT);
  }

  @Test
  void whatTheModelNamesDecidesWhereTheProfileSaysSo() {
    ClassifyResponse.Builder other = response(NO_DISAGREEMENT).toBuilder();
    other.setLabels(0, other.getLabels(0).toBuilder().setIdCode(2).setNameEnglish("Nevus"));
    other.addLabelSet(other.getLabels(0).toBuilder().clearScorePercent());
    measure(other.build());

    Report report = cluster.stub().screen(TestCluster.image()).getReport();

    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_ABSTAINED);
    assertThat(report.getAbstentionReasonsList())
        .containsExactly(AbstentionReason.ABSTENTION_REASON_MODEL_DIFFERS);
    assertThat(report.getModelLabel().getIdCode()).isEqualTo(6);
  }

  private List<EventCase> eventsOfOneImage() throws Exception {
    StreamClient client = StreamClient.open(cluster.asyncStub());
    client.send("c", "image").halfClose();
    assertThat(client.status.get(20, TimeUnit.SECONDS).isOk()).isTrue();
    return client.kindsOf("c");
  }

  private static void assertAbstained(Report report) {
    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_ABSTAINED);
    assertThat(report.getAbstentionReasonsList())
        .containsExactly(AbstentionReason.ABSTENTION_REASON_OUT_OF_DISTRIBUTION);
    assertThat(report.getAbstention()).startsWith("The image is unlike the training images");
    assertThat(report.getLabel().getIdCode()).isEqualTo(6);
    assertThat(report.getClassConfidence(0).getConfidencePercent()).isEqualTo(100);
    assertThat(report.getSummary()).isEqualTo("Dark and uneven.");
    assertThat(report.getCalibrated()).isEqualTo(response(OUTSIDE).getCalibrated());
  }

  private static void measure(ClassifyResponse response) {
    cluster.index.script =
        (request, out) -> {
          out.onNext(response);
          out.onCompleted();
        };
  }

  private static ClassifyResponse response(AbstentionRule rule) {
    return ScriptedIndex.response(ScriptedNode.RELEASE).toBuilder()
        .setAbstentionRule(rule)
        .setCalibrated(
            CalibratedConfidence.newBuilder()
                .addProbabilities(
                    ClassProbability.newBuilder().setIdCode(6).setProbabilityPercent(100))
                .setTemperature(0.05)
                .setPredictionSet(PredictionSet.newBuilder().setCoveragePercent(90).addIdCodes(6))
                .setClassConditionalSet(
                    PredictionSet.newBuilder().setCoveragePercent(90).addIdCodes(6))
                .setOutOfDistribution(
                    OutOfDistribution.newBuilder()
                        .setDistance(0.4)
                        .setNeighbor(10)
                        .setThreshold(0.2)
                        .setTruePositiveRatePercent(95)
                        .setOutside(true)))
        .build();
  }
}
