package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.index.v1.AbstentionRule;
import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.FurtherRegion;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.v1.AbstentionReason;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.AskResponse;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.FurtherLesion;
import dev.dermstream.v1.ImageInfo;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.RankRequest;
import dev.dermstream.v1.Region;
import dev.dermstream.v1.RegionOfInterest;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lesions that the node found, measured by the index and joined into one report. */
class RegionOfInterestTest {
  private static final RegionOfInterest ON = RegionOfInterest.REGION_OF_INTEREST_ON;

  @TempDir Path folder;

  private AuditRecords audited;
  private TestCluster cluster;

  @BeforeEach
  void start() throws IOException {
    audited = new AuditRecords(folder, "g");
    cluster = new TestCluster(audited.section());
    cluster.node.script = RegionOfInterestTest::threeLesions;
    cluster.index.script = RegionOfInterestTest::byEmbedding;
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
    audited.requireWhole();
  }

  @Test
  void everyLesionIsMeasuredAndTheMainOneIsTheReport() throws Exception {
    Report report = cluster.stub().screen(request()).getReport();

    assertThat(report.getImage().getRegion()).isEqualTo(region(100));
    assertThat(report.getLabel().getIdCode()).isEqualTo(1);
    assertThat(report.getFurtherLesionsList().stream().map(FurtherLesion::getRegion))
        .containsExactly(region(200), region(300));
    assertThat(report.getFurtherLesionsList().stream().map(l -> l.getLabel().getIdCode()))
        .containsExactly(2, 3);
    assertThat(report.getFurtherLesionsList())
        .allSatisfy(lesion -> {
          assertThat(lesion.getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
          assertThat(lesion.getSimilarLabelsCount()).isEqualTo(1);
          assertThat(lesion.getClassConfidenceCount()).isPositive();
        });
    assertThat(cluster.node.requests.remove().getRegionOfInterest()).isEqualTo(ON);
    assertThat(cluster.index.requests)
        .hasSize(3)
        .allMatch(asked -> asked.getProfile().equals("tumour15"));

    JsonObject record = audited.all().getFirst();
    assertThat(record.getAsJsonObject("region").get("x").getAsInt()).isEqualTo(100);
    assertThat(record.getAsJsonObject("region").get("found").getAsBoolean()).isTrue();
    assertThat(record.getAsJsonArray("further")).hasSize(2);
    JsonObject second = record.getAsJsonArray("further").get(1).getAsJsonObject();
    assertThat(second.get("x").getAsInt()).isEqualTo(300);
    assertThat(second.get("outcome").getAsString()).isEqualTo("ANSWERED");
    assertThat(second.getAsJsonObject("label").get("id_code").getAsInt()).isEqualTo(3);
  }

  @Test
  void eachLesionIsJudgedByTheProfilesRule() {
    cluster.index.script =
        (request, out) -> {
          // The third is measured with less than the rule asks for.
          double best = request.getEmbedding(0) == 3 ? 40 : 80;
          out.onNext(
              classified(request, best).toBuilder()
                  .setAbstentionRule(AbstentionRule.newBuilder().setLeastConfidencePercent(60))
                  .build());
          out.onCompleted();
        };

    Report report = cluster.stub().screen(request()).getReport();

    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
    assertThat(report.getFurtherLesions(0).getDisposition())
        .isEqualTo(Disposition.DISPOSITION_ANSWERED);
    FurtherLesion last = report.getFurtherLesions(1);
    assertThat(last.getDisposition()).isEqualTo(Disposition.DISPOSITION_ABSTAINED);
    assertThat(last.getAbstentionReasonsList())
        .containsExactly(AbstentionReason.ABSTENTION_REASON_LOW_CONFIDENCE);
    assertThat(last.getAbstention()).contains("40.0%");
  }

  @Test
  void aRuleThatWantsTheModelsWordAnswersNoFurtherLesion() {
    cluster.index.script =
        (request, out) -> {
          out.onNext(
              classified(request, 80).toBuilder()
                  .setAbstentionRule(AbstentionRule.newBuilder().setNoModelLabel(true))
                  .build());
          out.onCompleted();
        };

    Report report = cluster.stub().screen(request()).getReport();

    assertThat(report.getFurtherLesionsList())
        .hasSize(2)
        .allMatch(lesion -> lesion.getDisposition() == Disposition.DISPOSITION_ABSTAINED);
  }

  @Test
  void withoutAMeasurementOfEveryLesionThereIsNoReport() throws Exception {
    cluster.index.script =
        (request, out) -> {
          if (request.getEmbedding(0) == 2) {
            out.onError(
                StatusMapping.toException(
                    StatusMapping.error(ErrorCode.INVALID_INPUT, "Not this.", "r")));
          } else {
            byEmbedding(request, out);
          }
        };

    assertThat(fails(() -> cluster.stub().screen(request()))).isEqualTo("INVALID_INPUT");
    assertThat(audited.all().getFirst().get("outcome").getAsString()).isEqualTo("FAILED");
  }

  @Test
  void aLesionMeasuredByAnotherReleaseIsNeverInTheReport() {
    cluster.index.script =
        (request, out) -> {
          ClassifyResponse measured = classified(request, 80);
          out.onNext(
              request.getEmbedding(0) == 3
                  ? measured.toBuilder().setReleaseId("another").build()
                  : measured);
          out.onCompleted();
        };

    assertThat(fails(() -> cluster.stub().screen(request()))).isEqualTo("RELEASE_MISMATCH");
  }

  @Test
  void theFlagReachesTheNodeByEveryMethodAndItsRegionComesBack() {
    ByteString image = ByteString.copyFromUtf8("image");
    List<AskResponse> answer = new ArrayList<>();
    cluster.node.script =
        (request, out) -> {
          out.onNext(encoded(100));
          if (!request.getEmbeddingOnly()) {
            ScriptedNode.write(out);
          }
          out.onCompleted();
        };
    cluster
        .stub()
        .ask(
            AskRequest.newBuilder()
                .setImage(image)
                .setQuestion("q")
                .setRegionOfInterest(ON)
                .build())
        .forEachRemaining(answer::add);
    assertThat(answer.getLast().getFinished().getImage().getRegion()).isEqualTo(region(100));
    assertThat(
            cluster
                .stub()
                .embed(EmbedRequest.newBuilder().setImage(image).setRegionOfInterest(ON).build())
                .getImage()
                .getRegion())
        .isEqualTo(region(100));

    assertThat(cluster.node.requests)
        .hasSize(2)
        .allMatch(request -> request.getRegionOfInterest() == ON);
    assertThat(
            fails(() ->
                cluster
                    .stub()
                    .rank(
                        RankRequest.newBuilder()
                            .setImage(image)
                            .addLabels("a")
                            .addLabels("b")
                            .setRegionOfInterestValue(7)
                            .build())))
        .isEqualTo("INVALID_INPUT");
    assertThat(
            fails(() ->
                cluster.stub().screen(request().toBuilder().setRegionOfInterestValue(7).build())))
        .isEqualTo("INVALID_INPUT");
    assertThat(cluster.node.requests).hasSize(2);
  }

  @Test
  void httpTakesTheFieldAndGivesTheBoxesAsJsonAndXml() throws Exception {
    try (HttpCaller caller = new HttpCaller(cluster.gateway.port(), Version.HTTP_1_1)) {
      HttpResponse<String> json = caller.post("/v1/screen?region_of_interest=on", "image/png", "x");
      HttpResponse<String> xml =
          caller.send(
              caller
                  .to("/v1/screen?region_of_interest=on")
                  .header("content-type", "image/png")
                  .header("accept", "application/xml")
                  .POST(BodyPublishers.ofString("x")));
      HttpResponse<String> wrong =
          caller.post("/v1/screen?region_of_interest=perhaps", "image/png", "x");

      JsonObject report = HttpCaller.json(json);
      assertThat(report.getAsJsonObject("image").getAsJsonObject("region").get("x").getAsInt())
          .isEqualTo(100);
      assertThat(report.getAsJsonArray("furtherLesions")).hasSize(2);
      assertThat(xml.body())
          .contains("<region found=\"true\" x=\"100\" y=\"5\" width=\"40\" height=\"30\"")
          .contains("<further_lesion disposition=\"ANSWERED\" found=\"true\" x=\"300\"");
      assertThat(wrong.statusCode()).isEqualTo(400);
      assertThat(cluster.node.requests).allMatch(r -> r.getRegionOfInterest() == ON);
    }
  }

  private static void threeLesions(
      InferRequest request, ServerCallStreamObserver<InferResponse> out) {
    out.onNext(encoded(100, 200, 300));
    ScriptedNode.write(out);
    out.onCompleted();
  }

  /** The first is the main one; the embedding of the n-th begins with n. */
  private static InferResponse encoded(int... places) {
    Encoded known = ScriptedNode.encoded(ScriptedNode.RELEASE).getEncoded();
    Encoded.Builder encoded =
        known.toBuilder()
            .clearEmbedding()
            .addEmbedding(1)
            .setImage(
                ImageInfo.newBuilder()
                    .setFormat("PNG")
                    .setWidth(640)
                    .setHeight(480)
                    .setRegion(region(places[0])));
    for (int i = 1; i < places.length; i++) {
      encoded.addFurtherRegions(
          FurtherRegion.newBuilder().setRegion(region(places[i])).addEmbedding(i + 1));
    }
    return InferResponse.newBuilder().setEncoded(encoded).build();
  }

  private static Region region(int x) {
    return Region.newBuilder()
        .setFound(true)
        .setX(x)
        .setY(5)
        .setWidth(40)
        .setHeight(30)
        .setProbabilityPercent(90)
        .build();
  }

  private static void byEmbedding(
      ClassifyRequest request, ServerCallStreamObserver<ClassifyResponse> out) {
    out.onNext(classified(request, 70));
    out.onCompleted();
  }

  /** The class of the embedding's first value, and another. */
  private static ClassifyResponse classified(ClassifyRequest request, double best) {
    int idCode = (int) request.getEmbedding(0);
    return ScriptedIndex.response(ScriptedNode.RELEASE).toBuilder()
        .clearLabels()
        .addLabels(Label.newBuilder().setIdCode(idCode).setScorePercent(best))
        .addLabels(Label.newBuilder().setIdCode(9).setScorePercent(best / 4))
        .build();
  }

  private static ScreenRequest request() {
    return TestCluster.image().toBuilder().setRegionOfInterest(ON).build();
  }

  private static String fails(Runnable call) {
    AtomicReference<String> code = new AtomicReference<>("");
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call::run)
        .satisfies(failure -> code.set(StatusMapping.toError(failure, "").getCode()));
    return code.get();
  }
}
