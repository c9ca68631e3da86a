package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.adapter.Adapters;
import dev.dermstream.node.engine.FileDigest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.dermstream.oip.v2.InferTensorContents;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferRequest.InferInputTensor;
import dev.dermstream.oip.v2.ModelInferRequest.InferRequestedOutputTensor;
import dev.dermstream.oip.v2.ModelInferResponse;
import dev.dermstream.oip.v2.ModelReadyRequest;
import dev.dermstream.oip.v2.ModelStatisticsRequest;
import dev.dermstream.oip.v2.RepositoryIndexRequest;
import dev.dermstream.oip.v2.RepositoryIndexResponse.ModelIndex;
import dev.dermstream.oip.v2.RepositoryModelLoadRequest;
import dev.dermstream.oip.v2.RepositoryModelUnloadRequest;
import dev.dermstream.platform.lora.LoraFiles;
import dev.dermstream.platform.release.Release;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles of the repository by the Open Inference Protocol. */
class RepositoryProfileModelsTest {
  private static final String MOLES = "moles";
  private static final String WARTS = "warts";

  @TempDir private Path folder;
  private Path export;
  private Path adapter;
  private Release release;
  private RunningNode node;

  @BeforeEach
  void start() throws IOException {
    Path models = Files.createDirectories(folder.resolve("models"));
    export = Releases.export(models.resolve(MOLES), 1, 12);
    adapter = Adapters.forTinyModel(models.resolve(WARTS), 4, 1);
    Files.writeString(adapter.resolve("serving.properties"), "option.base=release");
    release = Releases.makeWithAdapters(folder.resolve("release"), Map.of());
    node = new RunningNode(release, "repository.path = \"" + models + "\"");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void profilesOfTheRepositoryAreModelsByTheDigestOfTheirFiles() throws IOException {
    for (Map.Entry<String, String> model :
        Map.of(MOLES, molesVersion(), WARTS, wartsVersion()).entrySet()) {
      String name = model.getKey();
      String version = model.getValue();
      List<InferResponse> own = node.infer(RunningNode.request(name).build());

      ModelInferResponse answer = stub().modelInfer(request(name).setModelVersion(version).build());

      assertThat(answer.getModelVersion()).isEqualTo(version);
      assertThat(text(answer)).isEqualTo(own.getLast().getFinished().getText());
      assertThat(ready(name, "")).isTrue();
      assertThat(ready(name, version)).isTrue();
      assertThat(ready(name, "1")).isFalse();
      assertThat(entries(name))
          .singleElement()
          .satisfies(entry -> {
            assertThat(entry.getVersion()).isEqualTo(version);
            assertThat(entry.getState()).isEqualTo("READY");
          });
    }
  }

  @Test
  void anEmbeddingAloneIsAnsweredByBothKinds() {
    for (String name : List.of(MOLES, WARTS)) {
      ModelInferResponse answer =
          stub()
              .modelInfer(
                  request(name)
                      .addOutputs(InferRequestedOutputTensor.newBuilder().setName("EMBEDDING"))
                      .build());

      assertThat(answer.getOutputsCount()).isEqualTo(1);
    }
  }

  @Test
  void callersUnloadAndLoadThem() throws IOException {
    for (String name : List.of(MOLES, WARTS)) {
      unload(name);

      assertThat(ready(name, "")).isFalse();
      assertThat(entries(name)).noneMatch(entry -> entry.getState().equals("READY")).hasSize(1);
      assertCode(ErrorCode.NOT_READY, request(name).build());

      load(name);

      assertThat(ready(name, "")).isTrue();
    }
    assertThat(stub().modelInfer(request(MOLES).build()).getModelVersion())
        .isEqualTo(molesVersion());
  }

  @Test
  void aNewVersionBeginsItsFiguresAnew() throws IOException {
    stub().modelInfer(request(WARTS).build());
    assertThat(answered(WARTS)).isEqualTo(1);
    Adapters.forTinyModel(adapter, 2, 2);

    load(WARTS);

    assertThat(answered(WARTS)).isZero();
    assertThat(stub().modelInfer(request(WARTS).build()).getModelVersion())
        .isEqualTo(wartsVersion());
    assertThat(answered(WARTS)).isEqualTo(1);
  }

  @Test
  void noAnswerNamesAnotherVersionThanTheOneThatGaveIt() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    try (ExecutorService clients = Executors.newFixedThreadPool(2)) {
      List<Future<List<ModelInferResponse>>> answers = new ArrayList<>();
      for (int client = 0; client < 2; client++) {
        answers.add(clients.submit(() -> askUntil(stop)));
      }
      for (int i = 0; i < 4; i++) {
        // The text is another with every version.
        Path profile = export.resolve("profile.json");
        Files.writeString(
            profile, Files.readString(profile).replace("this lesion", "this, this lesion"));
        load(MOLES);
      }
      stop.set(true);
      for (Future<List<ModelInferResponse>> client : answers) {
        assertThat(client.get())
            .isNotEmpty()
            .allSatisfy(answer ->
                assertThat(answer.getParametersOrThrow("release_id").getStringParam())
                    .isEqualTo(answer.getModelVersion()));
      }
    }
  }

  /** What was asked of a version just as it was replaced may be asked again. */
  private List<ModelInferResponse> askUntil(AtomicBoolean stop) {
    List<ModelInferResponse> answers = new ArrayList<>();
    while (!stop.get() || answers.isEmpty()) {
      try {
        answers.add(stub().modelInfer(request(MOLES).build()));
      } catch (StatusRuntimeException e) {
        assertThat(StatusMapping.toError(e, "").getCode()).isEqualTo(ErrorCode.NOT_READY.name());
      }
    }
    return answers;
  }

  private String molesVersion() throws IOException {
    return MOLES + "@" + FileDigest.ofDirectory(export).substring(0, 16);
  }

  private String wartsVersion() throws IOException {
    return WARTS + "@" + LoraFiles.read(adapter).digest();
  }

  private boolean ready(String name, String version) {
    return stub()
        .modelReady(ModelReadyRequest.newBuilder().setName(name).setVersion(version).build())
        .getReady();
  }

  private List<ModelIndex> entries(String name) {
    return stub()
        .repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
        .getModelsList()
        .stream()
        .filter(entry -> entry.getName().equals(name))
        .toList();
  }

  private long answered(String name) {
    return stub()
        .modelStatistics(ModelStatisticsRequest.newBuilder().setName(name).build())
        .getModelStats(0)
        .getInferenceCount();
  }

  private void load(String name) {
    stub().repositoryModelLoad(RepositoryModelLoadRequest.newBuilder().setModelName(name).build());
  }

  private void unload(String name) {
    stub()
        .repositoryModelUnload(
            RepositoryModelUnloadRequest.newBuilder().setModelName(name).build());
  }

  private void assertCode(ErrorCode code, ModelInferRequest request) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> stub().modelInfer(request))
        .satisfies(thrown ->
            assertThat(StatusMapping.toError(thrown, "").getCode()).isEqualTo(code.name()));
  }

  private static String text(ModelInferResponse response) {
    return response.getRawOutputContents(1).substring(Integer.BYTES).toStringUtf8();
  }

  private GRPCInferenceServiceBlockingStub stub() {
    return GRPCInferenceServiceGrpc.newBlockingStub(node.channel)
        .withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static ModelInferRequest.Builder request(String profile) {
    return ModelInferRequest.newBuilder()
        .setModelName(profile)
        .addInputs(
            InferInputTensor.newBuilder()
                .setName("IMAGE")
                .setDatatype("BYTES")
                .addShape(1)
                .setContents(
                    InferTensorContents.newBuilder()
                        .addBytesContents(ByteString.copyFrom(RunningNode.picture("png")))));
  }
}
