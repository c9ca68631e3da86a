package dev.dermstream.node.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.TinyModel;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.ModelConfig;
import dev.dermstream.node.engine.ModelDirectory;
import dev.dermstream.node.engine.OnnxImageEncoder;
import dev.dermstream.node.engine.OnnxTextDecoder;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On the golden model: its first row's prompt, image and greedy continuation are known. */
class TextGeneratorTest {
  private static final int GREEDY = 12;

  private static ModelConfig config;
  private static OnnxTextDecoder decoder;
  private static PromptTokenizer tokenizer;
  private static EncodedImage image;
  private static long[] prompt;
  private static long[] continuation;

  @BeforeAll
  static void load() throws IOException {
    ModelDirectory model = ModelDirectory.open(TinyModel.directory());
    config = model.config();
    decoder = OnnxTextDecoder.load(model, new EngineConfig(1));
    tokenizer = PromptTokenizer.load(model.tokenizer(), config.imageTokenId());
    try (OnnxImageEncoder encoder = OnnxImageEncoder.load(model, new EngineConfig(1))) {
      float[] pixels = Arrays.copyOf(golden("pixel_values").toFloats(), 3 * 32 * 32);
      image = encoder.encode(new PixelValues(pixels, 32, 32));
    }
    prompt = Arrays.copyOf(golden("input_ids").toLongs(), golden("input_ids").dimension(1));
    continuation = Arrays.copyOf(golden("greedy_ids").toLongs(), GREEDY);
  }

  @AfterAll
  static void close() {
    decoder.close();
    tokenizer.close();
  }

  @Test
  void writesTheGoldenContinuation() {
    List<String> pieces = new ArrayList<>();
    GeneratedText text = generate(config, GREEDY, () -> {}, pieces);

    String expected = tokenizer.decode(continuation).replaceAll("\uFFFD+$", "");
    assertThat(text.text()).isEqualTo(expected).isEqualTo(String.join("", pieces));
    assertThat(text.tokens()).isEqualTo(GREEDY);
    assertThat(text.ended()).isFalse();
  }

  @Test
  void endsAtTheEndTokenWithoutSayingIt() {
    int end = (int) continuation[5];
    int first = 0;
    while (continuation[first] != end) {
      first++;
    }

    GeneratedText text = generate(with(Set.of(end), 2048), GREEDY, () -> {}, new ArrayList<>());

    assertThat(text.ended()).isTrue();
    assertThat(text.tokens()).isEqualTo(first);
  }

  @Test
  void endsWhereTheContextIsFull() {
    ModelConfig small = with(Set.of(), prompt.length + 3);

    GeneratedText text = generate(small, GREEDY, () -> {}, new ArrayList<>());

    assertThat(text.tokens()).isEqualTo(3);
    assertThat(text.ended()).isFalse();
  }

  @Test
  void refusesAPromptThatLeavesNoRoom() {
    ModelConfig small = with(Set.of(), prompt.length);

    assertThatThrownBy(() -> generate(small, GREEDY, () -> {}, new ArrayList<>()))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT));
  }

  @Test
  void stopsBeforeTheNextTokenOnceNobodyWaits() {
    AtomicInteger checks = new AtomicInteger();
    Interruption afterThree =
        () -> {
          if (checks.incrementAndGet() > 3) {
            throw new ServiceException(ErrorCode.CANCELLED, "gone");
          }
        };

    assertThatThrownBy(() -> generate(config, GREEDY, afterThree, new ArrayList<>()))
        .hasMessage("gone");
    assertThat(checks).hasValue(4);
  }

  @Test
  void refusesAnAdapterThatTheModelLacks() {
    TextGenerator generator = new TextGenerator(decoder, tokenizer, config);

    assertThatThrownBy(() ->
            generator.generate(prompt, image, decoder.adapters(), 1, () -> {}, null, piece -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesFeaturesThatDoNotFitTheImageTokens() {
    EncodedImage two =
        new EncodedImage(
            image.embedding(), new float[2 * image.hiddenSize()], 2, image.hiddenSize());

    assertThatThrownBy(() ->
            new TextGenerator(decoder, tokenizer, config)
                .generate(prompt, two, 0, 1, () -> {}, null, piece -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static GeneratedText generate(
      ModelConfig config, int maxNewTokens, Interruption interruption, List<String> pieces) {
    return new TextGenerator(decoder, tokenizer, config)
        .generate(prompt, image, 0, maxNewTokens, interruption, null, pieces::add);
  }

  private static ModelConfig with(Set<Integer> ends, int contextTokens) {
    return new ModelConfig(
        config.imageTokenId(), ends, contextTokens, config.keyValueHeads(), config.headDimension());
  }

  private static Tensor golden(String name) {
    return Objects.requireNonNull(TinyModel.expected().get(name), name);
  }
}
