package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.dermstream.oip.v2.ModelReadyRequest;
import dev.dermstream.oip.v2.RepositoryModelLoadRequest;
import dev.dermstream.oip.v2.RepositoryModelUnloadRequest;
import dev.dermstream.v1.AskFinished;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.AskResponse;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.EmbedResponse;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.ScreenRequest;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vision-language model of the node's repository, through the gateway's door. */
class RepositoryProfileIT {
  private static final String MOLES = "moles";
  private static final String SCREENED = "tumour15";

  @TempDir private static Path models;
  private static RunningCluster cluster;
  private static ByteString nevus;

  @BeforeAll
  static void start() throws IOException {
    Path release = Repository.root().resolve("releases/demonstration");
    Path export = Files.createDirectories(models.resolve(MOLES));
    try (Stream<Path> files = Files.list(release.resolve("model"))) {
      for (Path file : files.toList()) {
        Files.copy(file, export.resolve(file.getFileName()));
      }
    }
    JsonObject profile =
        JsonParser.parseString(
                Files.readString(release.resolve("profiles/mm-skin").resolve("profile.json")))
            .getAsJsonObject();
    // Without the release's adapter.
    profile.addProperty("adapter_id", 0);
    Files.writeString(export.resolve("profile.json"), profile.toString());
    cluster =
        new RunningCluster(
            ConfigFactory.parseString(
                "dermstream.node.repository.path = \"%s\"".formatted(models)));
    nevus = ByteString.copyFrom(Files.readAllBytes(Repository.sample("nevus")));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void embedsWithTheModelAndNamesIt() {
    EmbedResponse response = embed(MOLES);

    assertIsOfTheModel(response.getProvenance());
    // The same weights as the release's, so the same vector.
    List<Float> ofRelease = embed(SCREENED).getEmbeddingList();
    assertThat(response.getEmbeddingList()).hasSameSizeAs(ofRelease);
    for (int i = 0; i < ofRelease.size(); i++) {
      assertThat(response.getEmbedding(i)).isCloseTo(ofRelease.get(i), within(1e-4f));
    }
  }

  @Test
  void asksTheModelAndNamesIt() {
    List<AskResponse> events = new ArrayList<>();
    cluster
        .stub()
        .ask(
            AskRequest.newBuilder()
                .setProfile(MOLES)
                .setImage(nevus)
                .setQuestion("What is this lesion?")
                .build())
        .forEachRemaining(events::add);

    AskFinished finished = events.removeLast().getFinished();
    assertIsOfTheModel(finished.getProvenance());
    assertThat(finished.getNotice()).contains("not for clinical use");
    assertThat(events).isNotEmpty().allMatch(AskResponse::hasText);
  }

  @Test
  void refusesToScreenWithAProfileThatHasNoIndex() {
    assertCode(
        ErrorCode.PROFILE_NOT_FOUND,
        () ->
            cluster
                .stub()
                .screen(ScreenRequest.newBuilder().setProfile(MOLES).setImage(nevus).build()));

    assertThat(
            cluster
                .stub()
                .screen(ScreenRequest.newBuilder().setImage(nevus).build())
                .getReport()
                .getDisposition())
        .isEqualTo(Disposition.DISPOSITION_ANSWERED);
  }

  @Test
  void isUnloadedAndLoadedThroughTheGateway() {
    assertThat(isReady()).isTrue();

    models()
        .repositoryModelUnload(
            RepositoryModelUnloadRequest.newBuilder().setModelName(MOLES).build());

    assertThat(isReady()).isFalse();
    assertCode(ErrorCode.PROFILE_NOT_FOUND, () -> embed(MOLES));

    models()
        .repositoryModelLoad(RepositoryModelLoadRequest.newBuilder().setModelName(MOLES).build());

    assertThat(isReady()).isTrue();
    assertIsOfTheModel(embed(MOLES).getProvenance());
  }

  private static EmbedResponse embed(String profile) {
    return cluster
        .stub()
        .embed(EmbedRequest.newBuilder().setProfile(profile).setImage(nevus).build());
  }

  private static boolean isReady() {
    return models().modelReady(ModelReadyRequest.newBuilder().setName(MOLES).build()).getReady();
  }

  private static GRPCInferenceServiceBlockingStub models() {
    return GRPCInferenceServiceGrpc.newBlockingStub(cluster.channel())
        .withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static void assertIsOfTheModel(Provenance provenance) {
    assertThat(provenance.getReleaseId()).matches(MOLES + "@[0-9a-f]{16}");
    assertThat(provenance.getProfile()).isEqualTo(MOLES);
  }

  private static void assertCode(ErrorCode code, ThrowingCallable call) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call)
        .satisfies(thrown ->
            assertThat(StatusMapping.toError(thrown, "").getCode()).isEqualTo(code.name()));
  }
}
