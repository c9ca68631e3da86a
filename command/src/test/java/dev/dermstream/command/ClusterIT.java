package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.ModelMetadataRequest;
import dev.dermstream.oip.v2.ModelMetadataResponse;
import dev.dermstream.v1.Agreement;
import dev.dermstream.v1.AskFinished;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.AskResponse;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.EmbedResponse;
import dev.dermstream.v1.LabelLikelihood;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenStreamRequest;
import dev.dermstream.v1.ScreenStreamResponse;
import dev.dermstream.v1.ScreeningServiceGrpc;
import dev.dermstream.v1.StageTiming;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Gateway, node and index together, through the public door, with the demonstration release. */
class ClusterIT {
  private static RunningCluster cluster;
  private static HttpResponse<String> readyzAfterStart;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    cluster = new RunningCluster();
    try (HttpClient client = HttpClient.newHttpClient()) {
      readyzAfterStart =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + cluster.metricsPort() + "/readyz"))
                  .build(),
              BodyHandlers.ofString());
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void aClusterThatHasStartedIsReady() {
    assertThat(readyzAfterStart.statusCode()).as(readyzAfterStart.body()).isEqualTo(200);
  }

  @Test
  void theEngineAndWhyNoBetterOneRunsAreToldThroughTheGateway() throws IOException {
    String engine =
        cluster
            .stub()
            .screen(ScreenRequest.newBuilder().setImage(sample("nevus")).build())
            .getReport()
            .getProvenance()
            .getEngine();
    ModelMetadataResponse metadata =
        GRPCInferenceServiceGrpc.newBlockingStub(cluster.channel())
            .modelMetadata(ModelMetadataRequest.newBuilder().setName("tumour15").build());

    assertThat(metadata.getPlatform()).isEqualTo("dermstream_profile");
    assertThat(metadata.getPropertiesOrThrow("engine")).isEqualTo(engine);
    assertThat(metadata.getPropertiesOrDefault("engine_fallback", ""))
        .as("why %s runs and no better engine", engine)
        .contains(
            engine.endsWith(" cpu")
                ? List.of("not on TensorRT: ", "not on CUDA: ", "not on DJL's TensorRT: ")
                : List.of());
  }

  @Test
  void aReportCarriesItsEvidenceAndItsOrigin() throws IOException {
    Report report =
        cluster
            .stub()
            .screen(ScreenRequest.newBuilder().setImage(sample("nevus")).build())
            .getReport();

    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
    assertThat(report.getLabel().getNameEnglish()).isEqualTo("Melanocytic Nevus");
    assertThat(report.getLabel().getNameKorean()).isEqualTo("멜라닌세포모반");
    assertThat(report.getClassConfidenceList()).hasSizeBetween(2, 15);
    assertThat(report.getClassConfidenceList())
        .filteredOn(each -> each.getIdCode() == report.getLabel().getIdCode())
        .singleElement()
        .satisfies(each ->
            assertThat(each.getConfidencePercent()).isEqualTo(report.getLabel().getScorePercent()));
    assertThat(report.getNearestClusters(0).getIdCode()).isEqualTo(report.getLabel().getIdCode());
    assertThat(report.getNearestClusters(0).getCosineSimilarity()).isBetween(0.3, 1.0);
    assertThat(report.getNearestNeighborsCount()).isPositive();
    assertThat(report.getAgreement()).isIn(Agreement.AGREEMENT_AGREE, Agreement.AGREEMENT_DIFFER);
    assertThat(report.getSummary()).isNotBlank();
    assertThat(report.getProvenance().getReleaseId()).matches("demonstration-[0-9a-f]{16}");
    assertThat(report.getProvenance().getEngine()).contains("OnnxRuntime");
    assertThat(report.getProvenance().getNodeId()).isNotEmpty();
    assertThat(report.getNotice()).contains("not for clinical use");
    assertThat(report.getTimingsList())
        .extracting(StageTiming::getStage)
        .contains("decode", "preprocess", "encode", "generate", "classify", "join", "total");
  }

  @Test
  void everyStageTellsWhatItLeftOfTheDeadline() throws IOException {
    long budget = TimeUnit.SECONDS.toNanos(60);
    Report report =
        cluster
            .stub()
            .withDeadlineAfter(budget, TimeUnit.NANOSECONDS)
            .screen(ScreenRequest.newBuilder().setImage(sample("nevus")).build())
            .getReport();

    assertThat(report.getTimingsList())
        .as("%s", report.getTimingsList())
        .allSatisfy(each -> {
          assertThat(each.hasRemainingNanos()).isTrue();
          // What a stage took is gone when it ends.
          assertThat(each.getRemainingNanos()).isBetween(1L, budget - each.getNanos());
        });
    assertThat(report.getTimingsList())
        .filteredOn(
            each -> List.of("decode", "encode", "generate", "total").contains(each.getStage()))
        .extracting(StageTiming::getRemainingNanos)
        .hasSize(4)
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void theSameImageGivesTheSameReport() throws IOException {
    ScreenRequest request = ScreenRequest.newBuilder().setImage(sample("melanoma")).build();

    Report first = cluster.stub().screen(request).getReport();
    Report second = cluster.stub().screen(request).getReport();

    assertSame(second, first);
  }

  @Test
  void aStreamAnswersEveryImageOnceUnderItsOwnName() throws Exception {
    ByteString nevus = sample("nevus");
    ByteString melanoma = sample("melanoma");
    Map<String, Report> expected = new HashMap<>();
    for (Map.Entry<String, ByteString> each :
        Map.of("nevus", nevus, "melanoma", melanoma).entrySet()) {
      Report alone =
          cluster
              .stub()
              .screen(ScreenRequest.newBuilder().setImage(each.getValue()).build())
              .getReport();
      expected.put(each.getKey(), alone);
    }
    Collected collected = new Collected();

    StreamObserver<ScreenStreamRequest> out =
        ScreeningServiceGrpc.newStub(cluster.channel())
            .withDeadlineAfter(120, TimeUnit.SECONDS)
            .screenStream(collected);
    for (int i = 0; i < 30; i++) {
      boolean bad = i % 3 == 2;
      String name = (bad ? "bad" : i % 3 == 1 ? "melanoma" : "nevus") + "-" + i;
      ByteString image = bad ? ByteString.copyFromUtf8("no image") : i % 3 == 1 ? melanoma : nevus;
      out.onNext(
          ScreenStreamRequest.newBuilder()
              .setCorrelationId(name)
              .setRequest(ScreenRequest.newBuilder().setImage(image))
              .build());
    }
    out.onCompleted();
    Map<String, Report> reports = collected.done.get(120, TimeUnit.SECONDS);

    assertThat(reports).hasSize(30);
    reports.forEach((name, report) -> {
      if (name.startsWith("bad")) {
        assertThat(report.getRejection().getCode()).isEqualTo("UNSUPPORTED_MEDIA");
      } else {
        String kind = name.substring(0, name.indexOf('-'));
        assertSame(report, Objects.requireNonNull(expected.get(kind)));
      }
    });
  }

  @Test
  void anAnswerArrivesInPiecesThatMakeTheText() throws IOException {
    List<AskResponse> events = new ArrayList<>();
    cluster
        .stub()
        .ask(
            AskRequest.newBuilder()
                .setImage(sample("nevus"))
                .setProfile("mm-skin")
                .setQuestion("What is this lesion?")
                .build())
        .forEachRemaining(events::add);

    AskFinished finished = events.removeLast().getFinished();
    assertThat(finished.getGeneratedTokens()).isPositive();
    assertThat(finished.getNotice()).contains("not for clinical use");
    assertThat(finished.getProvenance().getReleaseId()).startsWith("demonstration-");
    assertThat(events).isNotEmpty().allMatch(AskResponse::hasText);
  }

  @Test
  void anEmbeddingHasUnitLength() throws IOException {
    EmbedResponse response =
        cluster.stub().embed(EmbedRequest.newBuilder().setImage(sample("nevus")).build());

    double norm = response.getEmbeddingList().stream().mapToDouble(x -> x * x).sum();
    assertThat(norm).isBetween(0.9999, 1.0001);
    assertThat(response.getProvenance().getReleaseId()).startsWith("demonstration-");
  }

  @Test
  void everyStageIsTimedAtMetrics() throws Exception {
    cluster.stub().screen(ScreenRequest.newBuilder().setImage(sample("nevus")).build());
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + cluster.metricsPort() + "/metrics");
      String page =
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
      for (String stage :
          List.of("decode", "preprocess", "encode", "generate", "classify", "join", "total")) {
        assertThat(page).contains("stage=\"" + stage + "\"");
      }
    }
  }

  /** Everything but times and ids; numbers but for the last digits, which depend on the batch. */
  private static void assertSame(Report actual, Report expected) {
    assertThat(withoutNumbers(actual)).isEqualTo(withoutNumbers(expected));
    assertThat(numbers(actual)).containsExactly(numbers(expected), within(1e-3));
  }

  private static Report withoutNumbers(Report report) {
    Report.Builder same = report.toBuilder().clearTimings().clearRequestId();
    same.getLabelBuilder().clearScorePercent();
    same.getSimilarLabelsBuilderList().forEach(each -> each.clearScorePercent());
    same.getClassConfidenceBuilderList()
        .forEach(each -> each.clearConfidencePercent().clearSimilarity());
    same.getNearestClustersBuilderList().forEach(each -> each.clearCosineSimilarity());
    same.getNearestNeighborsBuilderList().forEach(each -> each.clearCosineSimilarity());
    return same.clearModelLabelLikelihoods()
        .addAllModelLabelLikelihoods(
            likelihoods(report)
                .map(each -> each.toBuilder().clearLikelihoodPercent().build())
                .toList())
        .build();
  }

  private static double[] numbers(Report report) {
    return Stream.of(
            DoubleStream.of(report.getLabel().getScorePercent()),
            report.getSimilarLabelsList().stream().mapToDouble(each -> each.getScorePercent()),
            report.getClassConfidenceList().stream()
                .flatMapToDouble(
                    each -> DoubleStream.of(each.getConfidencePercent(), each.getSimilarity())),
            report.getNearestClustersList().stream()
                .mapToDouble(each -> each.getCosineSimilarity()),
            report.getNearestNeighborsList().stream()
                .mapToDouble(each -> each.getCosineSimilarity()),
            likelihoods(report).mapToDouble(LabelLikelihood::getLikelihoodPercent))
        .flatMapToDouble(numbers -> numbers)
        .toArray();
  }

  /** By class, because classes that are equally unlikely change places with the last digit. */
  private static Stream<LabelLikelihood> likelihoods(Report report) {
    return report.getModelLabelLikelihoodsList().stream()
        .sorted(Comparator.comparingInt(LabelLikelihood::getIdCode));
  }

  private static ByteString sample(String part) throws IOException {
    return ByteString.copyFrom(Files.readAllBytes(Repository.sample(part)));
  }

  private static final class Collected implements StreamObserver<ScreenStreamResponse> {
    final CompletableFuture<Map<String, Report>> done = new CompletableFuture<>();
    private final Map<String, Report> reports = Collections.synchronizedMap(new HashMap<>());
    private final HashSet<String> accepted = new HashSet<>();

    @Override
    public void onNext(ScreenStreamResponse response) {
      String name = response.getCorrelationId();
      switch (response.getEventCase()) {
        case ACCEPTED -> accepted.add(name);
        case SCORED -> assertThat(accepted).contains(name);
        case WRITING -> done.completeExceptionally(new AssertionError("Nobody follows the text"));
        case REPORT -> assertThat(reports.put(name, response.getReport())).isNull();
        case ERROR, EVENT_NOT_SET ->
            done.completeExceptionally(new AssertionError(response.toString()));
      }
    }

    @Override
    public void onError(Throwable failure) {
      done.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      done.complete(reports);
    }
  }
}
