package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.dermstream.node.OnnxFile;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.dermstream.oip.v2.InferTensorContents;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferRequest.InferInputTensor;
import dev.dermstream.oip.v2.ModelInferResponse;
import dev.dermstream.oip.v2.ModelReadyRequest;
import dev.dermstream.oip.v2.RepositoryIndexRequest;
import dev.dermstream.oip.v2.RepositoryIndexResponse.ModelIndex;
import dev.dermstream.oip.v2.RepositoryModelLoadRequest;
import dev.dermstream.oip.v2.RepositoryModelUnloadRequest;
import dev.dermstream.platform.release.Release;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller sees of models of the repository whose engine hangs or dies. */
@Timeout(180)
class LostModelTest {
  private static final String ADDER = "adder";
  private static final String MOLES = "moles";
  private static final Duration REBUILT_WITHIN = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private Path models;
  private Release release;
  private RunningNode node;
  private final List<FaultyRuns> runs = new CopyOnWriteArrayList<>();
  private final CountDownLatch hanging = new CountDownLatch(1);
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  /** Every building of an engine of the repository passes here. */
  private volatile CountDownLatch mayBuild = new CountDownLatch(0);

  @BeforeEach
  void start() throws IOException {
    models = Files.createDirectories(folder.resolve("models"));
    release = Releases.make(folder.resolve("release"));
    start("rebuild-delay = 10ms");
  }

  private void start(String health) throws IOException {
    node =
        new RunningNode(
            release,
            "health { %s }, repository.path = \"%s\"".formatted(health, models),
            () -> {
              var config = RunningNode.config("");
              return ServingModel.load(
                  release.modelDirectory(),
                  config.engine(),
                  config.guide(),
                  config.generation(),
                  config.adapters());
            },
            () -> {
              FaultyRuns.awaitOpen(mayBuild);
              FaultyRuns made = new FaultyRuns();
              runs.add(made);
              return made;
            });
  }

  /** But the first: none may come before the test's own run that hangs or fails. */
  private void startWithoutCanaries() throws IOException {
    node.close();
    start("rebuild-delay = 10ms, canary-interval = 30m, canary-timeout = 1h");
  }

  @AfterEach
  void stop() {
    hanging.countDown();
    mayBuild.countDown();
    node.close();
    callers.close();
  }

  @Test
  void aHungGraphIsSeenAndAnotherEngineAnswers() throws IOException {
    startWithoutCanaries();
    serveAdder(10);
    FaultyRuns first = runs.getFirst();
    mayBuild = new CountDownLatch(1);
    first.hang(ADDER, hanging);
    int completed = first.completed.get();

    List<CompletableFuture<Float>> pending =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> add(1), callers))
            .limit(4)
            .toList();

    pending.forEach(call -> assertThat(call).failsWithin(REBUILT_WITHIN));
    pending.forEach(call -> EngineFailures.assertIsRetryable(call.exceptionNow()));
    mayBuild.countDown();
    awaitReady(ADDER);
    assertThat(add(1)).isEqualTo(11);
    assertThat(runs).hasSize(2);
    assertThat(node.value("dermstream_node_engine_rebuilds", ADDER)).isEqualTo(1);
    assertThat(node.value("dermstream_node_ready", "")).isEqualTo(1);
    // The hung run goes on with the old session, which must still be there.
    hanging.countDown();
    await().atMost(REBUILT_WITHIN).until(() -> first.completed.get() > completed);
  }

  @Test
  void aGraphThatIsBuiltAnewIsNotReadyAndTheIndexSaysWhy() throws IOException {
    Path file = serveAdder(10);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    runs.getFirst().hang(ADDER, hanging);

    await().atMost(REBUILT_WITHIN).until(() -> !ready(ADDER));

    await()
        .atMost(REBUILT_WITHIN)
        .untilAsserted(() -> {
          assertThat(entry(ADDER).getState()).isEqualTo("UNAVAILABLE");
          assertThat(entry(ADDER).getReason())
              .contains("its engine is lost")
              .doesNotContain(models.toString());
        });
    assertThatThrownBy(() -> add(1)).satisfies(EngineFailures::assertIsRetryable);

    Files.write(file, bytes);

    awaitReady(ADDER);
    assertThat(add(1)).isEqualTo(11);
    assertThat(entry(ADDER).getState()).isEqualTo("READY");
  }

  @Test
  void aGraphIsNeverBuiltAnewFromOtherBytesThanItWasLoadedFrom() throws IOException {
    Path file = serveAdder(10);
    OnnxFile.adding(20, 1).write(file);
    runs.getFirst().hang(ADDER, hanging);

    await()
        .atMost(REBUILT_WITHIN)
        .until(() -> entry(ADDER).getReason().contains("the files have changed; load them again"));
    assertThatThrownBy(() -> add(1)).satisfies(EngineFailures::assertIsRetryable);

    load(ADDER);

    assertThat(ready(ADDER)).isTrue();
    assertThat(add(1)).isEqualTo(21);
  }

  @Test
  void aGraphWhoseRunsKeepFailingIsBuiltAnew() throws IOException {
    startWithoutCanaries();
    serveAdder(10);
    runs.getFirst().befall(ADDER, LostModelTest::failForWantOfMemory);

    assertThatThrownBy(() -> add(1)).satisfies(EngineFailures::assertIsRetryable);

    await().atMost(REBUILT_WITHIN).until(() -> runs.size() == 2 && ready(ADDER));
    assertThat(add(1)).isEqualTo(11);
  }

  @Test
  void wantOfMemoryForOneRunOfAGraphCostsNoOther() throws IOException {
    startWithoutCanaries();
    serveAdder(10);
    FaultyRuns first = runs.getFirst();
    AtomicBoolean once = new AtomicBoolean(true);
    first.befall(
        ADDER,
        () -> {
          if (once.getAndSet(false)) {
            failForWantOfMemory();
          }
        });
    int completed = first.completed.get();
    assertThatThrownBy(() -> add(1)).satisfies(EngineFailures::assertIsRetryable);

    await().atMost(REBUILT_WITHIN).until(() -> first.completed.get() > completed);

    assertThat(add(1)).isEqualTo(11);
    assertThat(runs).hasSize(1);
    assertThat(ready(ADDER)).isTrue();
  }

  @Test
  void aGraphOfUnknownSizesIsWatchedToo() throws IOException {
    new OnnxFile()
        .input("x", TensorProto.DataType.FLOAT, -1, -1)
        .output("y", TensorProto.DataType.FLOAT, -1, -1)
        .floats("c", new float[] {10}, 1)
        .node("Add", "y", "x", "c")
        .write(models.resolve(ADDER).resolve("model.onnx"));
    load(ADDER);
    assertThat(add(1)).isEqualTo(11);
    runs.getFirst().befall(ADDER, LostModelTest::failForWantOfMemory);

    await().atMost(REBUILT_WITHIN).until(() -> runs.size() == 2 && ready(ADDER));

    assertThat(add(1)).isEqualTo(11);
  }

  @Test
  void aHungGraphIsUnloadedAtOnceAndItsSessionStaysUntilItsRunEnds() throws IOException {
    startWithoutCanaries();
    serveAdder(10);
    FaultyRuns first = runs.getFirst();
    first.hang(ADDER, hanging);
    CompletableFuture<Float> pending = CompletableFuture.supplyAsync(() -> add(1), callers);
    assertThat(pending).failsWithin(REBUILT_WITHIN);
    int completed = first.completed.get();

    CompletableFuture<Void> unloaded =
        CompletableFuture.runAsync(
            () ->
                stub()
                    .repositoryModelUnload(
                        RepositoryModelUnloadRequest.newBuilder().setModelName(ADDER).build()),
            callers);

    assertThat(unloaded).succeedsWithin(REBUILT_WITHIN);
    assertThat(entry(ADDER).getReason()).isEqualTo("unloaded");
    hanging.countDown();
    await().atMost(REBUILT_WITHIN).until(() -> first.completed.get() > completed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"encode", "generate"})
  void aHungModelIsSeenAndAnotherEngineAnswers(String hung) throws IOException {
    startWithoutCanaries();
    Releases.export(models.resolve(MOLES), 1, 12);
    load(MOLES);
    List<InferResponse> before = node.infer(RunningNode.request(MOLES).build());
    FaultyRuns first = runs.getFirst();
    int completed = first.completed.get();
    first.hang(hung, hanging);

    // Another picture, because the one before is answered from the cache.
    InferRequest other =
        RunningNode.request(MOLES)
            .setImage(ByteString.copyFrom(RunningNode.picture("png", 1)))
            .build();
    CompletableFuture<List<InferResponse>> pending =
        CompletableFuture.supplyAsync(() -> node.infer(other), callers);

    assertThat(pending).failsWithin(REBUILT_WITHIN);
    EngineFailures.assertIsRetryable(pending.exceptionNow());
    awaitReady(MOLES);
    List<InferResponse> after = node.infer(RunningNode.request(MOLES).build());
    assertThat(after.getLast().getFinished().getText())
        .isEqualTo(before.getLast().getFinished().getText())
        .isNotEmpty();
    assertThat(after.getFirst().getEncoded().getProvenance())
        .isEqualTo(before.getFirst().getEncoded().getProvenance());
    assertThat(runs).hasSize(2);
    hanging.countDown();
    await().atMost(REBUILT_WITHIN).until(() -> first.completed.get() > completed);
  }

  @Test
  void aModelThatIsBuiltAnewIsNotReadyAndTheReleaseIs() throws IOException {
    Path export = Releases.export(models.resolve(MOLES), 1, 12);
    load(MOLES);
    Path profile = export.resolve("profile.json");
    String written = Files.readString(profile);
    Files.writeString(profile, written.replace("this lesion", "that lesion"));
    runs.getFirst().befall("generate", LostModelTest::failForWantOfMemory);

    await()
        .atMost(REBUILT_WITHIN)
        .until(() -> entry(MOLES).getReason().contains("the files have changed"));

    assertThat(ready(MOLES)).isFalse();
    assertThat(entry(MOLES).getState()).isEqualTo("UNAVAILABLE");
    assertThatThrownBy(() -> node.infer(RunningNode.request(MOLES).build()))
        .satisfies(EngineFailures::assertIsRetryable);
    assertThat(ready(Releases.BASE)).isTrue();
    Files.writeString(profile, written);
    awaitReady(MOLES);
  }

  private Path serveAdder(float constant) throws IOException {
    Path file = OnnxFile.adding(constant, 1).write(models.resolve(ADDER).resolve("model.onnx"));
    load(ADDER);
    assertThat(add(1)).isEqualTo(1 + constant);
    return file;
  }

  private float add(float value) {
    ModelInferResponse answer =
        stub()
            .modelInfer(
                ModelInferRequest.newBuilder()
                    .setModelName(ADDER)
                    .addInputs(
                        InferInputTensor.newBuilder()
                            .setName("x")
                            .setDatatype("FP32")
                            .addAllShape(List.of(1L, 1L))
                            .setContents(InferTensorContents.newBuilder().addFp32Contents(value)))
                    .build());
    return answer
        .getRawOutputContents(0)
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .getFloat();
  }

  private void load(String model) {
    stub().repositoryModelLoad(RepositoryModelLoadRequest.newBuilder().setModelName(model).build());
  }

  private void awaitReady(String model) {
    await().atMost(REBUILT_WITHIN).until(() -> ready(model));
  }

  private boolean ready(String model) {
    return stub().modelReady(ModelReadyRequest.newBuilder().setName(model).build()).getReady();
  }

  private ModelIndex entry(String model) {
    List<ModelIndex> entries =
        stub().repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModelsList().stream()
            .filter(entry -> entry.getName().equals(model))
            .toList();
    assertThat(entries).hasSize(1);
    return entries.getFirst();
  }

  private GRPCInferenceServiceBlockingStub stub() {
    return GRPCInferenceServiceGrpc.newBlockingStub(node.channel)
        .withDeadlineAfter(90, TimeUnit.SECONDS);
  }

  private static void failForWantOfMemory() {
    throw new OutOfMemoryError("made up by a test");
  }
}
