package dev.dermstream.index.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.index.Golden;
import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.index.v1.IndexServiceGrpc;
import dev.dermstream.platform.release.Release;
import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.ClusterMap;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.MappedCluster;
import dev.dermstream.v1.NearestCluster;
import dev.dermstream.v1.NearestNeighbor;
import dev.dermstream.v1.NeighborFilter;
import dev.dermstream.v1.StageTiming;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers get. */
class IndexServerTest {
  @TempDir private static Path folder;
  private static Release release;

  private static Golden golden;

  private RunningIndex index;

  @BeforeAll
  static void makeRelease() throws IOException {
    release = Releases.make(folder);
    golden = Golden.read();
  }

  @BeforeEach
  void start() throws IOException {
    index = new RunningIndex(release);
  }

  @AfterEach
  void stop() throws IOException {
    index.close();
  }

  @Test
  void tellsThePlaceAmongTheClustersOnRequest() {
    ClassifyRequest request = goldenRequest().setTopClusters(100).setClusterMap(true).build();

    ClusterMap map = index.stub().classify(request).getClusterMap();

    assertThat(index.stub().classify(goldenRequest().build()).hasClusterMap()).isFalse();
    assertThat(index.stub().classify(request).getClusterMap()).isEqualTo(map);
    assertThat(map.getVariancePercentX()).isBetween(1.0, 100.0);
    assertThat(map.getVariancePercentY()).isBetween(0.0, map.getVariancePercentX());
    assertThat(Math.hypot(map.getImage().getX(), map.getImage().getY())).isBetween(1e-9, 2.0);
    // The same clusters as in the list of the nearest, which here names all of them.
    assertThat(map.getClustersList())
        .extracting(MappedCluster::getClusterId, MappedCluster::getIdCode, MappedCluster::getSize)
        .containsExactlyElementsOf(
            index.stub().classify(request).getNearestClustersList().stream()
                .sorted(Comparator.comparingInt(NearestCluster::getClusterId))
                .map(each -> tuple(each.getClusterId(), each.getIdCode(), each.getSize()))
                .toList());
  }

  @Test
  void answersWithWhatTheTrainingSetSays() {
    ClassifyResponse answer = index.stub().classify(goldenRequest().setTopClusters(5).build());

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
        .extracting(StageTiming::getStage)
        .containsExactly("classify_queue", "classify");
    assertThat(answer.getTimingsList())
        .allSatisfy(timing -> assertThat(timing.getNanos()).isPositive());
  }

  @Test
  void leavesOutTheClassesWithoutAClusterButNamesTheWholeLabelSet() {
    ClassifyResponse answer =
        index.stub().classify(RunningIndex.tiny(0, 1).setTopClusters(9).build());

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
  void namesTheTrainingImagesThatAFilterLeaves() {
    assertThat(neighbors(filter("dermoscopy", "")))
        .extracting(
            NearestNeighbor::getIdentifier, NearestNeighbor::getModality, NearestNeighbor::getSite)
        .containsExactly(tuple("c", "dermoscopy", "face"), tuple("a", "dermoscopy", "back"));
    assertThat(neighbors(filter("", "face")))
        .extracting(NearestNeighbor::getIdentifier)
        .containsExactly("c", "d");
    assertThat(neighbors(filter("clinical", "back")))
        .extracting(NearestNeighbor::getIdentifier)
        .containsExactly("b");
    assertThat(neighbors(filter("clinical", "back").toBuilder().addModality("dermoscopy").build()))
        .extracting(NearestNeighbor::getIdentifier)
        .containsExactly("a", "b");
    assertThat(neighbors(NeighborFilter.getDefaultInstance())).hasSize(5);
  }

  @Test
  void aFilterChangesNothingButTheNeighbours() {
    ClassifyRequest.Builder request = RunningIndex.tiny(0, 1).setTopClusters(9);
    ClassifyResponse plain = index.stub().classify(request.build());
    ClassifyResponse filtered =
        index.stub().classify(request.setNeighborFilter(filter("clinical", "back")).build());

    assertThat(filtered.getLabelsList()).isEqualTo(plain.getLabelsList());
    assertThat(filtered.getNearestClustersList()).isEqualTo(plain.getNearestClustersList());
  }

  private List<NearestNeighbor> neighbors(NeighborFilter filter) {
    return index
        .stub()
        .classify(RunningIndex.tiny(0, 1).setNeighborFilter(filter).build())
        .getNearestNeighborsList();
  }

  private static NeighborFilter filter(String modality, String site) {
    NeighborFilter.Builder filter = NeighborFilter.newBuilder();
    if (!modality.isEmpty()) {
      filter.addModality(modality);
    }
    if (!site.isEmpty()) {
      filter.addSite(site);
    }
    return filter.build();
  }

  @Test
  void answersEachProfileFromItsOwnIndexAtTheSameTime() throws Exception {
    List<Future<ClassifyResponse>> answers = new ArrayList<>();
    // The queue has two places, the thread one.
    answers.add(index.future().classify(goldenRequest().build()));
    answers.add(index.future().classify(RunningIndex.tiny(0, 1).build()));

    assertThat(answers.get(0).get(30, TimeUnit.SECONDS).getNearestNeighborsList())
        .hasSize(10)
        .allMatch(neighbor -> neighbor.getIdentifier().startsWith("image-"));
    assertThat(answers.get(1).get(30, TimeUnit.SECONDS).getNearestNeighborsList())
        .extracting(NearestNeighbor::getIdentifier)
        .containsExactly("c", "d", "a", "b", "e");
    assertThat(
            index
                .refusal(goldenRequest().setNeighborFilter(filter("dermoscopy", "")).build())
                .getMessage())
        .isEqualTo(
            "The neighbor_filter asks for a modality that no training image has;"
                + " there is none at all.");
  }

  @Test
  void theEmptyProfileIsTheDefaultOne() {
    ClassifyResponse answer = index.stub().classify(goldenRequest().clearProfile().build());

    assertThat(answer.getLabelSetList()).hasSize(Golden.CLASSES);
  }

  @Test
  void nothingAskedForIsNothingGiven() {
    ClassifyResponse answer =
        index.stub().classify(goldenRequest().setTopClusters(0).setTopNeighbors(0).build());

    assertThat(answer.getNearestClustersList()).isEmpty();
    assertThat(answer.getNearestNeighborsList()).isEmpty();
    assertThat(answer.getLabelsList()).isNotEmpty();
  }

  @Test
  void tellsItsHealth() {
    for (String service : List.of("", "dermstream.index.v1.IndexService")) {
      assertThat(
              HealthGrpc.newBlockingStub(index.channel())
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
        ServerReflectionGrpc.newStub(index.channel())
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
  void timesEveryStage() {
    index.assertServes();

    assertThat(index.count("queue", "ok")).isOne();
    assertThat(index.count("classify", "ok")).isOne();
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
}
