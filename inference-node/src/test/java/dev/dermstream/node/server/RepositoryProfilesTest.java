package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.TinyModel;
import dev.dermstream.node.adapter.Adapters;
import dev.dermstream.node.engine.FileDigest;
import dev.dermstream.node.health.EngineRuns;
import dev.dermstream.node.repository.ModelIndexEntry;
import dev.dermstream.node.repository.ModelState;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.Finished;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.platform.lora.LoraFiles;
import dev.dermstream.platform.release.Release;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vision-language models of the repository at the node's door. */
class RepositoryProfilesTest {
  private static final String MOLES = "moles";
  private static final int MANY_TOKENS = 8192;

  @TempDir private Path folder;
  private Path models;
  private Release release;
  private RunningNode node;

  @BeforeEach
  void start() throws IOException {
    models = Files.createDirectories(folder.resolve("models"));
    release = Releases.make(folder.resolve("release"));
    node = new RunningNode(release, values());
  }

  /**
   * Of two models of the same bytes neither is run otherwise than the other: no canary joins a
   * picture's batch, and no trial of speed chooses the threads.
   */
  private String values() {
    return """
    engine.wide-session = false
    health { canary-interval = 30m, canary-timeout = 1h }
    repository.path = "%s"
    """
        .formatted(models);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void answersAsAProfileBesideTheReleaseAndNamesTheBytesOfItsOwnModel() throws IOException {
    Path export = Releases.export(models.resolve(MOLES), 1, 12);
    otherPixels(export);

    node.repository().load(MOLES);

    List<InferResponse> answer = infer(MOLES);
    Encoded encoded = answer.getFirst().getEncoded();
    assertThat(encoded.getProvenance().getReleaseId()).isEqualTo(id(export));
    assertThat(encoded.getProvenance().getProfile()).isEqualTo(MOLES);
    assertThat(encoded.getProvenance().getEngine()).startsWith("OnnxRuntime").endsWith(" cpu");
    assertThat(encoded.getNotice()).isEqualTo(Releases.NOTICE);
    List<InferResponse> own = infer(Releases.ADAPTED);
    assertThat(own.getFirst().getEncoded().getProvenance().getReleaseId()).isEqualTo(release.id());
    assertThat(encoded.getEmbeddingList())
        .as("pictures are prepared as the model's own processor says")
        .isNotEqualTo(own.getFirst().getEncoded().getEmbeddingList());
    assertThat(text(infer(RunningNode.request(MOLES).setQuestion("Is it round?").build())))
        .isNotEqualTo(text(answer));
    assertThat(node.repository().index())
        .containsExactly(new ModelIndexEntry(MOLES, "1", ModelState.READY, ""));
  }

  @Test
  void theSameModelGivesTheSameAnswerFromTheRepositoryAsFromTheRelease() throws IOException {
    Path export = Releases.export(models.resolve(MOLES), 1, 12);
    Path stacked = export.resolve("adapters.safetensors");
    // The layout of most exporters, and an engine of its own choice.
    Path graphs = Files.createDirectories(export.resolve("onnx"));
    for (String file :
        List.of(
            "vision_encoder.onnx",
            "embed_tokens.onnx",
            "decoder_model_merged.onnx",
            "model.safetensors")) {
      Files.move(export.resolve(file), graphs.resolve(file));
    }
    Files.copy(stacked, graphs.resolve("adapters.safetensors"));
    Files.writeString(export.resolve("serving.properties"), "engine=OnnxRuntime");

    node.repository().load(MOLES);

    List<InferResponse> answer = infer(MOLES);
    List<InferResponse> own = infer(Releases.ADAPTED);
    assertThat(text(answer)).isEqualTo(text(own));
    assertThat(answer.getFirst().getEncoded().getEmbeddingList())
        .isEqualTo(own.getFirst().getEncoded().getEmbeddingList());
  }

  @Test
  void isServedFromTheStartOfTheNode() throws IOException {
    Path export = Releases.export(models.resolve(MOLES).resolve("7"), 0, 12);
    try (RunningNode other = new RunningNode(release, "repository.path = \"" + models + "\"")) {
      assertThat(releaseId(other.infer(RunningNode.request(MOLES).build()))).isEqualTo(id(export));
    }
  }

  @Test
  void whileVersionsAreReplacedEveryAnswerIsOfTheOneThatItNamesAndNoneFails() throws Exception {
    List<Path> versions =
        List.of(
            Releases.export(folder.resolve("first"), 0, 12),
            Releases.export(folder.resolve("second"), 1, 12));
    Map<String, String> textById =
        Map.of(
            id(versions.get(0)), text(infer(Releases.BASE)),
            id(versions.get(1)), text(infer(Releases.ADAPTED)));
    Files.createDirectories(models.resolve(MOLES));
    Files.move(versions.get(0), models.resolve(MOLES).resolve("1"));
    node.repository().load(MOLES);
    AtomicBoolean stop = new AtomicBoolean();
    Set<String> heard = ConcurrentHashMap.newKeySet();
    try (ExecutorService clients = Executors.newFixedThreadPool(3)) {
      List<Future<List<List<InferResponse>>>> answers = new ArrayList<>();
      for (int client = 0; client < 3; client++) {
        answers.add(clients.submit(() -> askUntil(stop, heard)));
      }
      Path first = models.resolve(MOLES).resolve("1");
      Path second = models.resolve(MOLES).resolve("2");
      Path aside = folder.resolve("aside");
      Files.move(versions.get(1), second);
      for (int i = 0; i < 4; i++) {
        boolean newest = i % 2 == 0;
        String before = id(newest ? first : second);
        await().atMost(RunningNode.PATIENCE).until(() -> heard.contains(before));
        if (!newest) {
          Files.move(second, aside);
        } else if (i > 0) {
          Files.move(aside, second);
        }
        node.repository().load(MOLES);
        assertThat(releaseId(infer(MOLES)))
            .as("replacement %d", i)
            .isEqualTo(id(newest ? second : first));
      }
      stop.set(true);
      Map<String, String> seen = new HashMap<>();
      for (Future<List<List<InferResponse>>> client : answers) {
        for (List<InferResponse> answer : client.get()) {
          assertThat(text(answer)).isEqualTo(textById.get(releaseId(answer)));
          seen.put(releaseId(answer), text(answer));
        }
      }
      assertThat(seen).isEqualTo(textById);
    }
    assertThat(node.repository().index())
        .extracting(ModelIndexEntry::state)
        .containsOnlyOnce(ModelState.READY)
        .containsOnly(ModelState.READY, ModelState.UNLOADED);
  }

  @Test
  void aTextThatRunsEndsOnItsModelWhenThatIsUnloaded() throws Exception {
    Releases.export(models.resolve(MOLES), 0, MANY_TOKENS);
    node.repository().load(MOLES);
    CompletableFuture<String> begun = new CompletableFuture<>();
    CompletableFuture<Finished> ended = ask(begun);
    begun.get(60, TimeUnit.SECONDS);

    node.repository().unload(MOLES);

    assertThat(ended.get(60, TimeUnit.SECONDS).getText()).isEqualTo(text(infer(Releases.ENDLESS)));
    assertNotServed(MOLES);
    assertThat(node.repository().index())
        .extracting(ModelIndexEntry::state)
        .containsExactly(ModelState.UNLOADED);
  }

  @Test
  void whoeverLeavesHoldsNoModelBack() throws Exception {
    node.close();
    FaultyRuns runs = new FaultyRuns();
    node =
        new RunningNode(
            release,
            values(),
            () -> NodeServer.model(release, RunningNode.config(""), new EngineRuns()),
            () -> runs);
    Releases.export(models.resolve(MOLES), 0, MANY_TOKENS);
    node.repository().load(MOLES);
    // The text is not over before its caller has left, however fast it is written.
    CountDownLatch left = new CountDownLatch(1);
    AtomicInteger steps = new AtomicInteger();
    runs.befall(
        "generate",
        () -> {
          if (steps.incrementAndGet() > 50) {
            FaultyRuns.awaitOpen(left);
          }
        });
    CompletableFuture<String> begun = new CompletableFuture<>();
    CancellableContext context = Context.current().withCancellation();
    CompletableFuture<Finished> ended = context.call(() -> ask(begun));
    begun.get(60, TimeUnit.SECONDS);

    context.cancel(null);
    left.countDown();
    node.repository().unload(MOLES);

    assertThat(ended).failsWithin(60, TimeUnit.SECONDS);
    Releases.describe(models.resolve(MOLES), 0, true, 12);
    node.repository().load(MOLES);
    assertThat(text(infer(MOLES))).isEqualTo(text(infer(Releases.BASE)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vision_encoder.onnx",
        "embed_tokens.onnx",
        "decoder_model_merged.onnx",
        "model.safetensors",
        "config.json",
        "tokenizer.json",
        "preprocessor_config.json",
        "profile.json"
      })
  void refusesAnExportWithoutOneOfItsFilesByTheFilesName(String file) throws IOException {
    Path export = Releases.export(models.resolve(MOLES), 0, 12);
    Files.delete(export.resolve(file));

    assertRefused(file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vision_encoder.onnx",
        "embed_tokens.onnx",
        "decoder_model_merged.onnx",
        "config.json",
        "tokenizer.json",
        "preprocessor_config.json",
        "profile.json"
      })
  void refusesAnExportOneOfWhoseFilesIsGarbageAndServesTheOldVersionOn(String file)
      throws IOException {
    Releases.export(models.resolve(MOLES).resolve("1"), 0, 12);
    node.repository().load(MOLES);
    Path export = Releases.export(models.resolve(MOLES).resolve("2"), 1, 12);
    Files.writeString(export.resolve(file), "{ garbage");

    assertRefused("");

    assertThat(text(infer(MOLES))).isEqualTo(text(infer(Releases.BASE)));
    assertThat(node.repository().index())
        .extracting(ModelIndexEntry::state)
        .containsExactly(ModelState.READY, ModelState.UNAVAILABLE);
  }

  @Test
  void namesEveryMissingFileOfAForeignExportAtOnce() throws IOException {
    Path export = Files.createDirectories(models.resolve(MOLES));
    Path foreign =
        TinyModel.directory().resolveSibling("engine").resolve("foreign-export").resolve("onnx");
    Files.createDirectories(export.resolve("onnx"));
    for (String file : List.of("vision_encoder.onnx", "embed_tokens.onnx")) {
      Files.copy(foreign.resolve(file), export.resolve("onnx").resolve(file));
    }

    assertRefused(
        "moles: no config.json, no onnx/decoder_model_merged.onnx, no tokenizer.json, "
            + "no preprocessor_config.json, no profile.json");
  }

  @Test
  void namesEveryProblemOfAProfileAtOnce() throws IOException {
    Path export = Releases.export(models.resolve(MOLES), 0, 12);
    Path profile = export.resolve("profile.json");
    Files.writeString(
        profile,
        Files.readString(profile)
            .replace("{image}", "")
            .replace("\"max_new_tokens\": 12", "\"max_new_tokens\": 0")
            .replace("\"temperature\": 0.065", "\"temperature\": -1"));

    assertThat(assertRefused("profile.json"))
        .contains("{image}")
        .contains("max_new_tokens")
        .contains("temperature");
  }

  @Test
  void refusesAnAdapterInTheProfileThatTheModelDoesNotHave() throws IOException {
    Releases.export(models.resolve(MOLES), 2, 12);

    assertRefused("profile moles: the model has no adapter 2");
  }

  @Test
  void refusesAFolderOfTwoKinds() throws IOException {
    Path export = Releases.export(models.resolve(MOLES), 0, 12);
    Files.copy(export.resolve("embed_tokens.onnx"), export.resolve("model.onnx"));

    assertRefused("model.onnx and vision_encoder.onnx; a folder holds one kind of model");
  }

  @ParameterizedTest
  @ValueSource(strings = {"option.base=release", "option.versions=all", "option.image_input=x"})
  void refusesAPropertyThatAProfileCannotHave(String property) throws IOException {
    Path export = Releases.export(models.resolve(MOLES), 0, 12);
    Files.writeString(export.resolve("serving.properties"), property);

    assertRefused(property.substring(0, property.indexOf('=')));
  }

  @Test
  void refusesTheNameOfAProfileOfTheRelease() throws IOException {
    Releases.export(models.resolve(Releases.ADAPTED), 0, 12);

    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> node.repository().load(Releases.ADAPTED))
        .withMessageContaining("the release has a profile adapted");

    assertThat(releaseId(infer(Releases.ADAPTED))).isEqualTo(release.id());
  }

  @Test
  void refusesAnAdapterForAModelThatIsNotLoadedByTheModelsName() throws IOException {
    adapter("warts", 2, 1);

    assertAdapterRefused("option.base is moles; models that take adapters are: release");
  }

  @Test
  void refusesAnAdapterForAModelThatTakesNone() throws IOException {
    Releases.export(models.resolve(MOLES), 0, 12);
    node.repository().load(MOLES);
    adapter("warts", 2, 1);

    assertAdapterRefused("The decoder takes no adapters at run time");
  }

  @Test
  void refusesAnAdapterForAnotherBaseByTheTensorsName() throws IOException {
    baseForAdapters(models.resolve(MOLES), 12);
    node.repository().load(MOLES);
    Path warts = adapter("warts", 2, 1);
    Adapters.forOtherModel(warts);

    assertAdapterRefused("self_attn.q_proj");
    assertNotServed("warts");
  }

  @Test
  void servesAdaptersOfAModelOfTheRepository() throws IOException {
    Path export = baseForAdapters(models.resolve(MOLES), 12);
    node.repository().load(MOLES);
    Path golden = Files.createDirectories(models.resolve("golden"));
    for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
      Files.copy(TinyModel.adapter().resolve(file), golden.resolve(file));
    }
    Files.writeString(golden.resolve("serving.properties"), "option.base=" + MOLES);

    node.repository().load("golden");

    List<InferResponse> answer = infer("golden");
    assertThat(text(answer)).isEqualTo(text(infer(Releases.ADAPTED)));
    assertThat(text(infer(MOLES))).isEqualTo(text(infer(Releases.BASE)));
    assertThat(releaseId(answer)).isEqualTo(id(export));
    assertThat(answer.getFirst().getEncoded().getProvenance().getAdapter())
        .isEqualTo("golden@" + LoraFiles.read(golden).digest());

    node.repository().unload("golden");

    assertNotServed("golden");
    assertThat(text(infer(MOLES))).isEqualTo(text(infer(Releases.BASE)));
  }

  @Test
  void adaptersFollowTheirModelFromVersionToVersion() throws IOException {
    baseForAdapters(models.resolve(MOLES).resolve("1"), 12);
    node.repository().load(MOLES);
    adapter("warts", 4, 1);
    node.repository().load("warts");
    String before = text(infer("warts"));
    Path second = baseForAdapters(models.resolve(MOLES).resolve("2"), 6);

    node.repository().load(MOLES);

    assertThat(releaseId(infer("warts"))).isEqualTo(id(second));
    assertThat(before).startsWith(text(infer("warts"))).isNotEqualTo(text(infer("warts")));

    node.repository().unload(MOLES);

    assertNotServed("warts");
    assertThat(state("warts"))
        .isEqualTo(
            new ModelIndexEntry(
                "warts", "1", ModelState.UNAVAILABLE, "its base moles is not loaded"));

    node.repository().load(MOLES);

    assertThat(releaseId(infer("warts"))).isEqualTo(id(second));
    assertThat(state("warts").state()).isEqualTo(ModelState.READY);
  }

  @Test
  void anAdapterThatTheNextVersionDoesNotTakeIsUnavailableWithTheReason() throws IOException {
    baseForAdapters(models.resolve(MOLES).resolve("1"), 12);
    node.repository().load(MOLES);
    adapter("warts", 4, 1);
    node.repository().load("warts");
    Releases.export(models.resolve(MOLES).resolve("2"), 0, 12);

    node.repository().load(MOLES);

    assertNotServed("warts");
    assertThat(state("warts").state()).isEqualTo(ModelState.UNAVAILABLE);
    assertThat(state("warts").reason()).contains("The decoder takes no adapters at run time");
    assertThat(text(infer(MOLES))).isEqualTo(text(infer(Releases.BASE)));
  }

  @Test
  void anAdapterTurnsFromOneBaseToAnother() throws IOException {
    baseForAdapters(models.resolve(MOLES), 12);
    Path other = baseForAdapters(models.resolve("others"), 12);
    node.repository().load(MOLES);
    node.repository().load("others");
    Path warts = adapter("warts", 4, 1);
    node.repository().load("warts");
    Files.writeString(warts.resolve("serving.properties"), "option.base=others");

    node.repository().load("warts");

    assertThat(releaseId(infer("warts")))
        .isEqualTo("others@" + FileDigest.ofDirectory(other).substring(0, 16));
    node.repository().unload("warts");
    assertNotServed("warts");
  }

  @Test
  void adaptersAreLoadedAfterTheirModelWhenTheNodeStarts() throws IOException {
    Path export = baseForAdapters(models.resolve(MOLES), 12);
    adapter("before-" + MOLES, 4, 1);
    try (RunningNode other = new RunningNode(release, "repository.path = \"" + models + "\"")) {
      assertThat(releaseId(other.infer(RunningNode.request("before-" + MOLES).build())))
          .isEqualTo(id(export));
    }
  }

  @Test
  void aPictureIsEncodedOnceByEachModelAndTheMetricsTellThemApart() throws IOException {
    Path export = Releases.export(models.resolve(MOLES), 0, 12);
    otherPixels(export);
    node.repository().load(MOLES);

    List<Float> first = embedding(infer(MOLES));
    List<Float> second = embedding(infer(MOLES));
    List<Float> ofRelease = embedding(infer(Releases.BASE));

    assertThat(second).isEqualTo(first);
    assertThat(ofRelease).isNotEqualTo(first);
    assertThat(node.value("dermstream_node_cache_requests", "hit")).isEqualTo(1);
    assertThat(node.value("dermstream_node_cache_requests", "miss")).isEqualTo(2);
    assertThat(node.value("dermstream_node_cache_entries", "")).isEqualTo(2);
    assertThat(node.runs(MOLES, "prepare")).isEqualTo(2);
    assertThat(node.runs("release", "prepare")).isEqualTo(1);
    assertThat(node.runs(MOLES, "encode")).isPositive();

    node.repository().unload(MOLES);

    assertThat(node.value("dermstream_node_cache_entries", "")).isEqualTo(1);
  }

  @Test
  void anotherVersionOfTheFilesNeverAnswersFromWhatTheOldOneLeftInTheCache() throws IOException {
    Path export = Releases.export(models.resolve(MOLES), 0, 12);
    node.repository().load(MOLES);
    List<Float> before = embedding(infer(MOLES));
    otherPixels(export);

    node.repository().load(MOLES);

    assertThat(embedding(infer(MOLES))).isNotEqualTo(before);
    assertThat(node.value("dermstream_node_cache_requests", "hit")).isZero();
  }

  private static List<Float> embedding(List<InferResponse> messages) {
    return messages.getFirst().getEncoded().getEmbeddingList();
  }

  private static Path baseForAdapters(Path folder, int maxNewTokens) throws IOException {
    Path config = TinyModel.copyForAdaptersTo(folder).resolve("config.json");
    Files.writeString(
        config, Files.readString(config).replace("\"eos_token_id\": 2", "\"eos_token_id\": []"));
    Releases.describe(folder, 0, true, maxNewTokens);
    return folder;
  }

  private Path adapter(String name, int rank, long seed) throws IOException {
    Path adapter = Adapters.forTinyModel(models.resolve(name), rank, seed);
    Files.writeString(adapter.resolve("serving.properties"), "option.base=" + MOLES);
    return adapter;
  }

  private void assertAdapterRefused(String reason) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> node.repository().load("warts"))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
        .withMessageContaining(reason);
  }

  private ModelIndexEntry state(String model) {
    return node.repository().index().stream()
        .filter(entry -> entry.name().equals(model))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void bringsAnAdapterOfItsOwn() throws IOException {
    Path export = models.resolve(MOLES);
    Releases.export(export, 0, 12);
    Files.delete(export.resolve("adapters.safetensors"));
    Files.delete(export.resolve("decoder_model_merged.onnx"));
    Files.copy(
        TinyModel.adapter().resolveSibling("decoder_model_merged.onnx"),
        export.resolve("decoder_model_merged.onnx"));
    Releases.describe(export, null, true, 12);
    Path adapter = Files.createDirectories(export.resolve("adapter"));
    for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
      Files.copy(TinyModel.adapter().resolve(file), adapter.resolve(file));
    }

    node.repository().load(MOLES);

    List<InferResponse> answer = infer(MOLES);
    assertThat(text(answer)).isEqualTo(text(infer(Releases.ADAPTED)));
    assertThat(answer.getFirst().getEncoded().getProvenance().getAdapter())
        .isEqualTo(MOLES + "@" + LoraFiles.read(adapter).digest());
  }

  @Test
  void aNameTurnsFromAModelIntoAGraphAndBack() throws IOException {
    Releases.export(models.resolve(MOLES).resolve("1"), 0, 12);
    node.repository().load(MOLES);
    Path graph = Files.createDirectories(models.resolve(MOLES).resolve("2"));
    Files.copy(
        TinyModel.directory().resolveSibling("engine/foreign-export/onnx/embed_tokens.onnx"),
        graph.resolve("model.onnx"));

    node.repository().load(MOLES);

    assertNotServed(MOLES);
    Releases.export(models.resolve(MOLES).resolve("3"), 0, 12);
    node.repository().load(MOLES);
    assertThat(text(infer(MOLES))).isEqualTo(text(infer(Releases.BASE)));
  }

  private CompletableFuture<Finished> ask(CompletableFuture<String> begun) {
    CompletableFuture<Finished> ended = new CompletableFuture<>();
    node.asyncStub()
        .infer(
            RunningNode.request(MOLES).build(),
            new StreamObserver<>() {
              @Override
              public void onNext(InferResponse message) {
                if (message.hasText()) {
                  begun.complete(message.getText());
                } else if (message.hasFinished()) {
                  ended.complete(message.getFinished());
                }
              }

              @Override
              public void onError(Throwable failure) {
                begun.completeExceptionally(failure);
                ended.completeExceptionally(failure);
              }

              @Override
              public void onCompleted() {}
            });
    return ended;
  }

  private List<List<InferResponse>> askUntil(AtomicBoolean stop, Set<String> heard) {
    List<List<InferResponse>> answers = new ArrayList<>();
    while (!stop.get()) {
      answers.add(infer(MOLES));
      heard.add(releaseId(answers.getLast()));
    }
    return answers;
  }

  private String assertRefused(String reason) {
    List<String> said = new ArrayList<>();
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> node.repository().load(MOLES))
        .satisfies(refusal -> {
          assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_INPUT);
          assertThat(refusal.sentence()).contains(reason).doesNotContain(models.toString());
          said.add(refusal.sentence());
        });
    assertThat(node.repository().index())
        .filteredOn(entry -> entry.state() == ModelState.UNAVAILABLE)
        .singleElement()
        .satisfies(entry -> assertThat(entry.reason()).contains(reason));
    return said.getFirst();
  }

  private void assertNotServed(String profile) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> infer(profile))
        .satisfies(thrown ->
            assertThat(StatusMapping.toError(thrown, "").getCode())
                .isEqualTo(ErrorCode.PROFILE_NOT_FOUND.name()));
  }

  /** Pixels lie differently around zero. */
  private static void otherPixels(Path export) throws IOException {
    Path file = export.resolve("preprocessor_config.json");
    String before = Files.readString(file);
    String after = before.replace("0.5", "0.25");
    assertThat(after).isNotEqualTo(before);
    Files.writeString(file, after);
  }

  private static String id(Path export) throws IOException {
    return MOLES + "@" + FileDigest.ofDirectory(export).substring(0, 16);
  }

  private List<InferResponse> infer(String profile) {
    return infer(RunningNode.request(profile).build());
  }

  private List<InferResponse> infer(InferRequest request) {
    return node.infer(request);
  }

  private static String releaseId(List<InferResponse> messages) {
    return messages.getFirst().getEncoded().getProvenance().getReleaseId();
  }

  private static String text(List<InferResponse> messages) {
    return messages.getLast().getFinished().getText();
  }
}
