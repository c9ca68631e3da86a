package dev.dermstream.trainer.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.dermstream.node.adapter.AdapterFeed;
import dev.dermstream.node.adapter.AdapterLease;
import dev.dermstream.node.adapter.AdapterSettings;
import dev.dermstream.node.adapter.AdapterShape;
import dev.dermstream.node.adapter.AdapterStore;
import dev.dermstream.node.engine.Decoding;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.engine.EngineChoice;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.KeyValues;
import dev.dermstream.node.engine.LoadedModel;
import dev.dermstream.node.engine.Logits;
import dev.dermstream.node.engine.ModelDirectory;
import dev.dermstream.node.engine.OtherWork;
import dev.dermstream.node.engine.Precision;
import dev.dermstream.node.engine.SharedInputs;
import dev.dermstream.node.engine.WideSession;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.checkpoint.AdapterStack;
import dev.dermstream.trainer.golden.Golden;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.onnx.ExportedModel;
import dev.dermstream.trainer.onnx.OnnxExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The eager model, found and driven as a node does it, beside ONNX Runtime on the same files. */
class EagerReferenceEngineTest {
  private static final Path DEMONSTRATION = Path.of("..", "releases", "demonstration", "model");
  private static final long SEED = 20261121;
  private static final int TOKENS = 24;

  @TempDir private static Path tiny;
  private static LoadedModel eager;
  private static ExportedModel exported;
  private static Golden golden;

  @BeforeAll
  static void open() throws IOException, OrtException {
    golden = Golden.load();
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(Golden.directory().resolve(file), tiny.resolve(file));
    }
    LoraCheckpoint adapter =
        LoraCheckpoint.read(
            Golden.adapterDirectory(),
            ParameterShapes.of(Idefics3Config.read(tiny.resolve("config.json"))));
    Safetensors.write(tiny.resolve(AdapterStack.FILE), AdapterStack.of(List.of(adapter)));
    OnnxExport.write(tiny);
    eager = load(tiny);
    exported = new ExportedModel(tiny);
  }

  @AfterAll
  static void close() throws OrtException {
    exported.close();
    eager.encoder().close();
    eager.decoder().close();
  }

  @Test
  void answersNameTheEngine() {
    assertThat(eager.engine()).matches("PyTorch \\d+\\.\\d+\\.\\d+ cpu");
  }

  @Test
  void theDemonstrationReleaseHasTheSameEmbeddingAndTextAsOnOnnxRuntime()
      throws IOException, OrtException {
    Random random = new Random(SEED);
    int size = Idefics3Config.read(DEMONSTRATION.resolve("config.json")).vision().imageSize();
    float[] pixels = new float[3 * size * size];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat(-1, 1);
    }
    AdapterStore store =
        new AdapterStore(
            AdapterShape.of(ModelDirectory.open(DEMONSTRATION).decoderInputs()).orElseThrow(),
            new AdapterSettings(1, 64));
    store.load("tumour15", DEMONSTRATION.resolveSibling("profiles/tumour15/adapter"), true);
    AdapterFeed feed = new AdapterFeed(store);
    LoadedModel model = load(DEMONSTRATION, feed);
    try (ExportedModel other = new ExportedModel(DEMONSTRATION);
        AdapterLease lease = store.acquire("tumour15")) {
      EncodedImage image = model.encoder().encode(new PixelValues(pixels, size, size));
      Map<String, Tensor> expected = other.encode(Tensor.ofFloats(pixels, 1, 3, size, size));

      assertClose(image.embedding(), ExportedModel.output(expected, "image_embeds").toFloats());
      assertClose(image.features(), ExportedModel.output(expected, "image_features").toFloats());
      Tensor prompt = Tensor.ofFloats(image.features(), 1, image.tokens(), image.hiddenSize());
      long[][] mask = new long[1][image.tokens()];
      Arrays.fill(mask[0], 1);
      List<long[]> written = new ArrayList<>();
      for (int adapter : new int[] {0, lease.adapterId()}) {
        Map<String, Tensor> stacks = new HashMap<>();
        feed.weights(adapter).forEach((name, weights) -> stacks.put(name, oneRow(weights)));
        try (Decoding decoding = model.decoder().begin(adapter)) {
          written.add(greedy(decoding, image.features(), image.tokens()).getFirst());
        }
        assertThat(written.getLast())
            .as("adapter %d, seed %d", adapter, SEED)
            .isEqualTo(other.greedy(prompt, mask, TOKENS, null, stacks)[0]);
      }
      assertThat(written.getLast()).isNotEqualTo(written.getFirst());
    } finally {
      model.encoder().close();
      model.decoder().close();
      feed.close();
    }
  }

  private static Tensor oneRow(Tensor matrix) {
    return Tensor.ofFloats(matrix.toFloats(), 1, matrix.dimension(0), matrix.dimension(1));
  }

  @Test
  void rowsOfDifferentAdaptersWriteWhatOnnxRuntimeWrites() throws OrtException {
    long[][] ids = golden.rows("input_ids");
    Tensor embeds = prompt();
    long[][] expected = exported.greedy(embeds, Golden.ones(ids), TOKENS, new long[] {1, 0});
    try (Decoding decoding = eager.decoder().begin(1, 0)) {
      assertThat(greedy(decoding, embeds.toFloats(), ids[0].length)).containsExactly(expected);
      assertThat(eager.decoder().heldBytes())
          .isEqualTo(2L * (ids[0].length + TOKENS - 1) * eager.decoder().tokenBytes());
    }
    assertThat(eager.decoder().heldBytes()).isZero();
  }

  @Test
  void rowsThatJoinLeaveAndResumeWriteWhatTheyWriteAlone() throws OrtException {
    long[][] ids = golden.rows("input_ids");
    int length = ids[0].length;
    float[] embeds = prompt().toFloats();
    float[] first = Arrays.copyOf(embeds, embeds.length / 2);
    float[] second = Arrays.copyOfRange(embeds, embeds.length / 2, embeds.length);
    long[] secondAlone;
    KeyValues half;
    try (Decoding alone = eager.decoder().begin(0)) {
      secondAlone = greedy(alone, second, length).getFirst();
      half = alone.keyValues(0, length / 2);
    }
    int hidden = second.length / length;
    try (Decoding running = eager.decoder().begin(0)) {
      running.read(first, length);
      Decoding resumed = eager.decoder().resume(new int[] {0}, List.of(half));
      Logits last =
          resumed.read(
              Arrays.copyOfRange(second, length / 2 * hidden, second.length), length - length / 2);
      running.next(new long[] {5});
      running.join(new int[] {0}, resumed);
      long token = last.argmaxLast(0);
      assertThat(token).isEqualTo(secondAlone[0]);
      last = running.next(new long[] {7, token});
      assertThat(last.argmaxLast(1)).isEqualTo(secondAlone[1]);
      running.keep(new int[] {1});
      assertThat(running.next(new long[] {secondAlone[1]}).argmaxLast(0)).isEqualTo(secondAlone[2]);
    }
    assertThat(eager.decoder().heldBytes()).isZero();
  }

  @Test
  void anAdapterThatIsNotThereIsRefused() {
    assertThat(eager.decoder().adapters()).isEqualTo(2);
    assertThatThrownBy(() -> eager.decoder().begin(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no adapter 2");
  }

  private static Tensor prompt() throws OrtException {
    Tensor features =
        ExportedModel.output(exported.encode(golden.tensor("pixel_values")), "image_features");
    return exported.embeds(golden.rows("input_ids"), features.toFloats());
  }

  /** Best tokens of every row, {@code [rows][TOKENS]}. */
  private static List<long[]> greedy(Decoding decoding, float[] embeddings, int tokens) {
    List<long[]> written = new ArrayList<>();
    for (int row = 0; row < decoding.rows(); row++) {
      written.add(new long[TOKENS]);
    }
    Logits logits = decoding.read(embeddings, tokens);
    for (int step = 0; step < TOKENS; step++) {
      long[] next = new long[decoding.rows()];
      for (int row = 0; row < next.length; row++) {
        next[row] = logits.argmaxLast(row);
        written.get(row)[step] = next[row];
      }
      if (step + 1 < TOKENS) {
        logits = decoding.next(next);
      }
    }
    return written;
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).as("at %d, seed %d", i, SEED).isCloseTo(expected[i], within(1e-4f));
    }
  }

  private static LoadedModel load(Path directory) throws IOException {
    return load(directory, SharedInputs.NONE);
  }

  private static LoadedModel load(Path directory, SharedInputs sharedInputs) throws IOException {
    EngineConfig config =
        new EngineConfig(
            EngineChoice.PYTORCH,
            Optional.empty(),
            List.of(),
            1,
            Precision.FP32,
            Path.of("plans"),
            WideSession.NEVER);
    return LoadedModel.load(
        ModelDirectory.open(directory),
        config,
        1,
        new PixelValues(new float[3], 1, 1),
        sharedInputs,
        OtherWork.NONE);
  }
}
