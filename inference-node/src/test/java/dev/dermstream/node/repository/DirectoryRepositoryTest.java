package dev.dermstream.node.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.OnnxFile;
import dev.dermstream.node.adapter.AdapterBase;
import dev.dermstream.node.batch.Lane;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.health.EngineRuns;
import dev.dermstream.node.health.HealthConfig;
import dev.dermstream.node.health.HealthMetrics;
import dev.dermstream.node.health.ModelHealth;
import dev.dermstream.node.image.ImageConfig;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.image.JpegDecoderChoice;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryRepositoryTest {
  private static final Duration DRAIN = Duration.ofSeconds(60);

  private static final ImageDecoder DECODER = decoder();

  @TempDir Path root;

  @Test
  void servesAGraphByItsTensors() throws Exception {
    OnnxFile.adding(10, 2).write(root.resolve("adder/model.onnx"));
    try (ModelRepository repository = open()) {
      LoadedModel model = repository.find("adder", "").orElseThrow();
      assertThat(model.version()).isEqualTo("1");
      assertThat(model.platform()).isEqualTo("onnxruntime_onnx");
      assertThat(model.engine().name()).contains("OnnxRuntime").endsWith(" cpu");
      assertThat(infer(repository, "adder", 1, 2)).containsExactly(11, 12);
      assertThat(model.statistics().success().count()).isEqualTo(1);
      assertThat(model.statistics().executionCount()).isEqualTo(1);
      assertThat(repository.index())
          .containsExactly(new ModelIndexEntry("adder", "1", ModelState.READY, ""));
    }
  }

  @Test
  void servesTheNewestVersionAlone() throws Exception {
    OnnxFile.adding(1, 1).write(root.resolve("m/1/model.onnx"));
    OnnxFile.adding(2, 1).write(root.resolve("m/10/model.onnx"));
    OnnxFile.adding(3, 1).write(root.resolve("m/9/model.onnx"));
    try (ModelRepository repository = open()) {
      assertThat(infer(repository, "m", 0)).containsExactly(2);
      assertThat(repository.find("m", "9")).isEmpty();
      assertThat(repository.index())
          .extracting(ModelIndexEntry::version, ModelIndexEntry::state)
          .containsExactly(
              tuple("1", ModelState.UNLOADED),
              tuple("9", ModelState.UNLOADED),
              tuple("10", ModelState.READY));
    }
  }

  @Test
  void servesEveryVersionWhenAsked() throws Exception {
    OnnxFile.adding(1, 1).write(root.resolve("m/1/model.onnx"));
    OnnxFile.adding(2, 1).write(root.resolve("m/2/model.onnx"));
    properties("m", "option.versions=all");
    try (ModelRepository repository = open()) {
      assertThat(inferVersion(repository, "m", "1", 0)).containsExactly(1);
      assertThat(inferVersion(repository, "m", "2", 0)).containsExactly(2);
      assertThat(inferVersion(repository, "m", "", 0)).containsExactly(2);
    }
  }

  @Test
  void runsRequestsTogetherAndKeepsTheirRowsApart() throws Exception {
    OnnxFile.adding(100, 1).write(root.resolve("m/model.onnx"));
    properties("m", "batch_size=8", "max_batch_delay=200", "maxWorkers=1");
    // Held, or each might have run before the next one came.
    CountDownLatch running = new CountDownLatch(2);
    CountDownLatch held = new CountDownLatch(1);
    try (ModelRepository repository = open(root, () -> new HeldRuns(running, held))) {
      List<CompletableFuture<Map<String, HostTensor>>> answers = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        HostTensor x = floats(i % 3 + 1, 1, i);
        answers.add(
            repository
                .with("m", "", model -> model.infer(Map.of("x", x), Set.of("y"), ticket()))
                .orElseThrow());
      }
      held.countDown();
      for (int i = 0; i < 32; i++) {
        float[] y = values(answers.get(i).get(30, TimeUnit.SECONDS).get("y"));
        assertThat(y).hasSize(i % 3 + 1).containsOnly(100 + i);
      }
      ModelStatistics statistics = repository.find("m", "").orElseThrow().statistics();
      assertThat(statistics.success().count()).isEqualTo(32);
      assertThat(statistics.inferenceCount()).isEqualTo(answers.size() / 3 * 6 + 1 + 2);
      assertThat(statistics.executionCount()).isLessThan(32);
    } finally {
      held.countDown();
    }
  }

  @Test
  void anOutputThatIsNotOfTheBatchIsNeverShared() throws Exception {
    new OnnxFile()
        .input("x", DataType.INT64, -1)
        .output("y", DataType.INT64, -1)
        .node("Unique", "y", "x")
        .write(root.resolve("m/model.onnx"));
    properties("m", "batch_size=4", "max_batch_delay=200", "maxWorkers=1");
    try (ModelRepository repository = open()) {
      List<CompletableFuture<Map<String, HostTensor>>> answers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        HostTensor x = longs(5);
        answers.add(
            repository
                .with("m", "", model -> model.infer(Map.of("x", x), Set.of(), ticket()))
                .orElseThrow());
      }
      for (CompletableFuture<Map<String, HostTensor>> answer : answers) {
        HostTensor y = answer.get(30, TimeUnit.SECONDS).get("y");
        assertThat(y.shape()).containsExactly(1);
        assertThat(y.data().getLong()).isEqualTo(5);
      }
    }
  }

  @Test
  void refusesWhatTheModelDoesNotDeclare() throws Exception {
    OnnxFile.adding(1, 2).write(root.resolve("m/model.onnx"));
    properties("m", "batch_size=2");
    try (ModelRepository repository = open()) {
      LoadedModel model = repository.find("m", "").orElseThrow();
      assertRefused(model, Map.of(), Set.of(), "x is missing");
      assertRefused(model, Map.of("x", floats(1, 3, 0)), Set.of(), "[1,3]");
      assertRefused(model, Map.of("x", longs(1)), Set.of(), "INT64[1]");
      assertRefused(model, Map.of("x", floats(1, 2, 0), "z", longs(1)), Set.of(), "1 inputs");
      assertRefused(model, Map.of("x", floats(1, 2, 0)), Set.of("z"), "no such output");
      assertRefused(model, Map.of("x", floats(3, 2, 0)), Set.of(), "1 to 2 rows");
      assertRefused(model, Map.of("x", floats(0, 2, 0)), Set.of(), "1 to 2 rows");
      assertThat(infer(repository, "m", 1, 2)).containsExactly(2, 3);
    }
  }

  @Test
  void aModelThatCannotBeServedIsRefusedByNameAndTheOthersServe() throws Exception {
    OnnxFile.adding(1, 1).write(root.resolve("good/model.onnx"));
    Files.createDirectories(root.resolve("empty"));
    Files.createDirectories(root.resolve("garbage"));
    Files.writeString(root.resolve("garbage/model.onnx"), "this is no graph");
    OnnxFile.adding(1, 1).write(root.resolve("misspelt/model.onnx"));
    properties("misspelt", "batchsize=3", "max_batch_delay=soon");
    try (ModelRepository repository = open()) {
      assertThat(infer(repository, "good", 1)).containsExactly(2);
      assertUnavailable(repository, "empty", "no model.onnx");
      assertUnavailable(repository, "garbage", "model.onnx: not");
      assertUnavailable(repository, "misspelt", "batchsize is unknown; max_batch_delay must be");
      assertThatThrownBy(() -> repository.load("garbage"))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT);
                assertThat(e.sentence())
                    .contains("garbage/model.onnx")
                    .doesNotContain(root.toString());
              });
    }
  }

  @Test
  void refusesABatchSizeThatTheGraphCannotTake() throws Exception {
    new OnnxFile()
        .input("x", DataType.FLOAT, 4)
        .output("y", DataType.FLOAT, 4)
        .node("Identity", "y", "x")
        .write(root.resolve("m/model.onnx"));
    properties("m", "batch_size=2");
    try (ModelRepository repository = open()) {
      assertUnavailable(repository, "m", "the first axis is not open in x, y");
    }
  }

  @Test
  void namesWeightsThatAreMissingOrLieOutsideTheFolder() throws Exception {
    for (String location : List.of("model.onnx_data", "../outside")) {
      Path file = root.resolve("m/model.onnx");
      new OnnxFile()
          .input("x", DataType.FLOAT, -1, 1)
          .output("y", DataType.FLOAT, -1, 1)
          .externalFloats("c", location, 1)
          .node("Add", "y", "x", "c")
          .write(file);
      Files.write(root.resolve("outside"), new byte[4]);
      try (ModelRepository repository = open()) {
        assertUnavailable(repository, "m", "its weights are not there: no " + location);
        Files.write(root.resolve("m/model.onnx_data"), new byte[] {0, 0, -128, 63});
        if (!location.startsWith("..")) {
          repository.load("m");
          assertThat(infer(repository, "m", 1)).containsExactly(2);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "../m", "m/1", "/etc", ".hidden", "a\u0000b", "absent"})
  void refusesNamesOutsideTheRepository(String name) throws Exception {
    OnnxFile.adding(1, 1).write(root.resolve("inside/m/model.onnx"));
    try (ModelRepository repository = open(root.resolve("inside"))) {
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(() -> repository.load(name), () -> repository.unload(name))) {
        assertThatThrownBy(call)
            .isInstanceOfSatisfying(
                ServiceException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND));
      }
      assertThat(repository.find(name, "")).isEmpty();
    }
  }

  @Test
  void decodesPicturesForTheInputThatTakesThem() throws Exception {
    new OnnxFile()
        .input("pixels", DataType.FLOAT, -1, 3, 2, 2)
        .output("y", DataType.FLOAT, -1, 3, 2, 2)
        .node("Identity", "y", "pixels")
        .write(root.resolve("m/model.onnx"));
    Files.writeString(
        root.resolve("m/preprocessor_config.json"),
        """
        {"do_resize": false, "do_rescale": true, "rescale_factor": 1.0, "do_normalize": false}
        """);
    properties("m", "batch_size=4", "option.image_input=pixels");
    byte[] png = png(new int[] {0xFF0000, 0x00FF00, 0x0000FF, 0x102030});
    try (ModelRepository repository = open()) {
      LoadedModel model = repository.find("m", "").orElseThrow();
      assertThat(model.inputs())
          .containsExactly(new TensorSpec("pixels", TensorType.BYTES, new long[] {-1}));
      HostTensor y =
          model
              .infer(
                  Map.of("pixels", HostTensor.ofBytes(new long[] {2}, List.of(png, png))),
                  Set.of(),
                  ticket())
              .get(30, TimeUnit.SECONDS)
              .get("y");
      assertThat(y.shape()).containsExactly(2, 3, 2, 2);
      float[] picture = {255, 0, 0, 16, 0, 255, 0, 32, 0, 0, 255, 48};
      assertThat(Arrays.copyOf(values(y), 12)).containsExactly(picture);
      assertThat(Arrays.copyOfRange(values(y), 12, 24)).containsExactly(picture);
      assertThatThrownBy(() ->
              model
                  .infer(
                      Map.of(
                          "pixels",
                          HostTensor.ofBytes(new long[] {1}, List.of(new byte[] {1, 2, 3}))),
                      Set.of(),
                      ticket())
                  .get(30, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_MEDIA));
      assertThat(model.statistics().fail().count()).isEqualTo(1);
      assertThat(model.statistics().success().count()).isEqualTo(1);
    }
  }

  @Test
  void refusesAnImageInputWithoutPreprocessorOrPixels() throws Exception {
    OnnxFile.adding(1, 1).write(root.resolve("bare/model.onnx"));
    properties("bare", "option.image_input=x");
    OnnxFile.adding(1, 1).write(root.resolve("flat/model.onnx"));
    properties("flat", "option.image_input=x");
    Files.writeString(
        root.resolve("flat/preprocessor_config.json"),
        "{\"do_resize\": false, \"do_normalize\": false}");
    try (ModelRepository repository = open()) {
      assertUnavailable(repository, "bare", "needs preprocessor_config.json");
      assertUnavailable(repository, "flat", "has no input x of FP32 [n, 3, height, width]");
    }
  }

  private static byte[] png(int[] rgb) throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 2, 2, rgb, 0, 2);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  @Test
  void loadsAndUnloadsOnRequest() throws Exception {
    OnnxFile.adding(1, 1).write(root.resolve("m/model.onnx"));
    properties("m", "option.load_on_start=false");
    try (ModelRepository repository = open()) {
      assertThat(repository.find("m", "")).isEmpty();
      repository.load("m");
      LoadedModel model = repository.find("m", "").orElseThrow();
      assertThat(infer(repository, "m", 1)).containsExactly(2);
      repository.unload("m");
      repository.unload("m");
      assertThat(repository.find("m", "")).isEmpty();
      assertThat(repository.index().getFirst().state()).isEqualTo(ModelState.UNLOADED);
      assertThatThrownBy(() -> model.infer(Map.of("x", floats(1, 1, 0)), Set.of(), ticket()))
          .isInstanceOfSatisfying(
              ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY));
    }
  }

  @Test
  void aCancelledRequestLeavesTheQueueAndHoldsTheModelBackNoLonger() throws Exception {
    OnnxFile.adding(1, 1).write(root.resolve("m/model.onnx"));
    properties("m", "maxWorkers=1", "job_queue_size=1");
    CountDownLatch running = new CountDownLatch(2);
    CountDownLatch held = new CountDownLatch(1);
    try (ModelRepository repository = open(root, () -> new HeldRuns(running, held))) {
      CompletableFuture<Map<String, HostTensor>> first = submit(repository);
      running.await();
      CompletableFuture<Map<String, HostTensor>> queued = submit(repository);
      assertThatThrownBy(() -> submit(repository))
          .isInstanceOfSatisfying(
              ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));

      queued.cancel(false);

      CompletableFuture<Map<String, HostTensor>> next = submit(repository);
      first.cancel(false);
      held.countDown();
      assertThat(next.get(30, TimeUnit.SECONDS)).containsKey("y");
      LoadedModel model = repository.find("m", "").orElseThrow();
      assertThat(model.statistics().success().count()).isEqualTo(1);
      // A use that was not given back would hold it for the drain timeout.
      assertThat(CompletableFuture.runAsync(() -> repository.unload("m")))
          .succeedsWithin(DRAIN.dividedBy(2));
    } finally {
      held.countDown();
    }
  }

  private static CompletableFuture<Map<String, HostTensor>> submit(ModelRepository repository) {
    return repository
        .with("m", "", model -> model.infer(Map.of("x", floats(1, 1, 0)), Set.of(), ticket()))
        .orElseThrow();
  }

  /** Holds every run but the first, the canary at the start. */
  private static final class HeldRuns extends EngineRuns {
    private final CountDownLatch running;
    private final CountDownLatch held;

    private HeldRuns(CountDownLatch running, CountDownLatch held) {
      this.running = running;
      this.held = held;
    }

    @Override
    public <T> T run(Supplier<T> work) {
      return super.run(() -> {
        running.countDown();
        if (running.getCount() == 0) {
          try {
            held.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }
        return work.get();
      });
    }
  }

  @Test
  void aFailedReplacementLeavesTheOldVersionServing() throws Exception {
    OnnxFile.adding(1, 1).write(root.resolve("m/1/model.onnx"));
    try (ModelRepository repository = open()) {
      Files.createDirectories(root.resolve("m/2"));
      Files.writeString(root.resolve("m/2/model.onnx"), "broken");
      assertThatThrownBy(() -> repository.load("m")).isInstanceOf(ServiceException.class);
      assertThat(infer(repository, "m", 1)).containsExactly(2);
      assertThat(repository.index())
          .extracting(ModelIndexEntry::state)
          .containsExactly(ModelState.READY, ModelState.UNAVAILABLE);
    }
  }

  @Test
  void replacesUnderLoadWithoutAFailedOrMixedAnswer() throws Exception {
    OnnxFile.adding(1000, 2).write(root.resolve("m/1/model.onnx"));
    properties("m", "batch_size=4", "max_batch_delay=1", "maxWorkers=2");
    PictureDecoders decoders = new PictureDecoders(DECODER, 1);
    CountingOpener opener =
        new CountingOpener(new GraphOpener(new EngineConfig(1), health(EngineRuns::new), decoders));
    try (ModelRepository repository =
        new DirectoryRepository(root, DRAIN, decoders, Map.of(ModelKind.GRAPH, opener))) {
      repository.load("m");
      Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
      AtomicInteger answers = new AtomicInteger();
      CountDownLatch stop = new CountDownLatch(1);
      List<Thread> clients = new ArrayList<>();
      for (int client = 0; client < 4; client++) {
        float value = client;
        clients.add(
            Thread.ofVirtual().start(() -> ask(repository, value, stop, answers, failures)));
      }
      for (int version = 2; version <= 21; version++) {
        OnnxFile.adding(1000 * version, 2).write(root.resolve("m/" + version + "/model.onnx"));
        int before = answers.get();
        repository.load("m");
        assertThat(opener.open.get()).isEqualTo(1);
        await().atMost(DRAIN).until(() -> answers.get() > before);
      }
      stop.countDown();
      for (Thread client : clients) {
        client.join();
      }
      assertThat(failures).isEmpty();
      assertThat(opener.most.get()).isEqualTo(2);
      assertThat(infer(repository, "m", 1, 1)).containsExactly(21001, 21001);
    }
    assertThat(opener.open.get()).isZero();
  }

  private static void ask(
      ModelRepository repository,
      float value,
      CountDownLatch stop,
      AtomicInteger answers,
      Queue<Throwable> failures) {
    while (stop.getCount() > 0) {
      try {
        HostTensor x = floats(1, 2, value);
        String[] version = new String[1];
        float[] y =
            values(
                repository
                    .with(
                        "m",
                        "",
                        model -> {
                          version[0] = model.version();
                          return model.infer(Map.of("x", x), Set.of(), ticket());
                        })
                    .orElseThrow()
                    .get(30, TimeUnit.SECONDS)
                    .get("y"));
        assertThat(y).containsOnly(1000 * Integer.parseInt(version[0]) + value).hasSize(2);
        answers.incrementAndGet();
      } catch (Exception | AssertionError e) {
        failures.add(e);
        return;
      }
    }
  }

  /** Counts the models that are open. */
  private static final class CountingOpener implements ModelOpener {
    private final ModelOpener inner;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    private CountingOpener(ModelOpener inner) {
      this.inner = inner;
    }

    @Override
    public OpenModel open(String name, ModelVersion version, ServingProperties properties)
        throws IOException {
      OpenModel model = inner.open(name, version, properties);
      most.accumulateAndGet(open.incrementAndGet(), Math::max);
      return new ForwardingModel(model) {
        @Override
        public void close() {
          super.close();
          open.decrementAndGet();
        }
      };
    }
  }

  private static ModelHealth health(Supplier<EngineRuns> runs) {
    Duration longest = Duration.ofMinutes(1);
    return new ModelHealth(
        new HealthConfig(longest, Duration.ofSeconds(50), longest, Duration.ofSeconds(1)),
        new HealthMetrics(new PrometheusRegistry()),
        runs);
  }

  private static ImageDecoder decoder() {
    try {
      return ImageDecoder.open(new ImageConfig(1_000_000, 2_000_000, JpegDecoderChoice.JDK, false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ModelRepository open() throws IOException {
    return open(root);
  }

  private static ModelRepository open(Path directory) throws IOException {
    return open(directory, EngineRuns::new);
  }

  private static ModelRepository open(Path directory, Supplier<EngineRuns> runs)
      throws IOException {
    return DirectoryRepository.open(
        new RepositoryConfig(Optional.of(directory), DRAIN),
        new EngineConfig(1),
        health(runs),
        DECODER,
        2,
        new NoProfiles());
  }

  private static final class NoProfiles implements ProfileHost {
    @Override
    public Map<String, AdapterBase> bases() {
      return Map.of();
    }

    @Override
    public HostedProfile start(String name, Path files, EngineConfig engine, Uses uses)
        throws IOException {
      throw new IOException(files + ": nobody answers for profiles here");
    }
  }

  private void properties(String model, String... lines) throws IOException {
    Files.createDirectories(root.resolve(model));
    Files.write(root.resolve(model).resolve(ServingProperties.FILE_NAME), List.of(lines));
  }

  private static void assertUnavailable(ModelRepository repository, String name, String reason) {
    assertThat(repository.index())
        .filteredOn(entry -> entry.name().equals(name))
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.state()).isEqualTo(ModelState.UNAVAILABLE);
          assertThat(entry.reason()).contains(reason);
        });
    assertThat(repository.find(name, "")).isEmpty();
  }

  private static void assertRefused(
      LoadedModel model, Map<String, HostTensor> inputs, Set<String> wanted, String why) {
    assertThatThrownBy(() -> model.infer(inputs, wanted, ticket()))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT);
              assertThat(e.sentence()).contains(why);
            });
  }

  private static float[] infer(ModelRepository repository, String name, float... row)
      throws Exception {
    return inferVersion(repository, name, "", row);
  }

  private static float[] inferVersion(
      ModelRepository repository, String name, String version, float... row) throws Exception {
    ByteBuffer data = ByteBuffer.allocate(4 * row.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(row);
    HostTensor x = HostTensor.of(TensorType.FP32, new long[] {1, row.length}, data);
    return values(
        repository
            .with(name, version, model -> model.infer(Map.of("x", x), Set.of(), ticket()))
            .orElseThrow()
            .get(30, TimeUnit.SECONDS)
            .get("y"));
  }

  private static Ticket ticket() {
    return Ticket.lasting(Lane.ROUTINE, 0);
  }

  private static float[] values(HostTensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.elementCount())];
    tensor.data().asFloatBuffer().get(values);
    return values;
  }

  private static HostTensor floats(int rows, int width, float value) {
    ByteBuffer data = ByteBuffer.allocate(4 * rows * width).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < rows * width; i++) {
      data.putFloat(value);
    }
    return HostTensor.of(TensorType.FP32, new long[] {rows, width}, data.flip());
  }

  private static HostTensor longs(long value) {
    ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).flip();
    return HostTensor.of(TensorType.INT64, new long[] {1}, data);
  }
}
