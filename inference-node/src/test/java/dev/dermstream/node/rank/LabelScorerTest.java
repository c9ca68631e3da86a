package dev.dermstream.node.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.TinyModel;
import dev.dermstream.node.engine.Decoding;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.Logits;
import dev.dermstream.node.engine.ModelConfig;
import dev.dermstream.node.engine.ModelDirectory;
import dev.dermstream.node.engine.OnnxImageEncoder;
import dev.dermstream.node.engine.OnnxTextDecoder;
import dev.dermstream.node.generate.PromptEmbeddings;
import dev.dermstream.node.health.EngineRuns;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LabelScorerTest {
  private static final int END = 2;
  private static final long PLENTY = 64 << 20;

  /** The same sums in another order of rounding. */
  private static final double ROUNDING = 2e-4;

  private static OnnxTextDecoder decoder;
  private static ModelConfig config;
  private static EncodedImage image;
  private static long[] prompt;

  @BeforeAll
  static void open() throws IOException {
    ModelDirectory model = ModelDirectory.open(TinyModel.directory());
    config = model.config();
    assertThat(config.endTokenIds()).containsExactly(END);
    decoder = OnnxTextDecoder.load(model, new EngineConfig(1));
    try (OnnxImageEncoder encoder = OnnxImageEncoder.load(model, new EngineConfig(1))) {
      float[] pixels = Arrays.copyOf(golden("pixel_values").toFloats(), 3 * 32 * 32);
      image = encoder.encode(new PixelValues(pixels, 32, 32));
    }
    prompt = Arrays.copyOf(golden("input_ids").toLongs(), golden("input_ids").dimension(1));
  }

  @AfterAll
  static void close() {
    decoder.close();
  }

  @Test
  void aLabelGetsWhatTheModelGivesItsTokensAndTheEndWhenItReadsThemAlone() {
    List<long[]> labels =
        List.of(
            new long[] {40},
            new long[] {40, 41},
            new long[] {40, 41, 42, 43, 44, 45},
            new long[] {7, 7, 7},
            new long[] {200, 9});

    double[] scores = scorer(PLENTY).score(question(labels, 0), () -> {});

    for (int i = 0; i < scores.length; i++) {
      assertThat(scores[i]).as("label %d", i).isCloseTo(alone(labels.get(i), 0), within(ROUNDING));
      assertThat(scores[i]).isNegative();
    }
  }

  @Test
  void scoresWithTheAdapter() {
    List<long[]> labels = List.of(new long[] {40, 41}, new long[] {9});

    double[] scores = scorer(PLENTY).score(question(labels, 1), () -> {});

    assertThat(scores[0]).isCloseTo(alone(labels.getFirst(), 1), within(ROUNDING));
    assertThat(Math.abs(scores[0] - alone(labels.getFirst(), 0))).isGreaterThan(10 * ROUNDING);
  }

  @Test
  void theProbabilitiesOfAllAnswersOfOneTokenAndOfNoneSumToTheirShare() {
    // Every token and the end behind it: what is missing to 1 are longer answers and the empty one.
    int vocabulary = 256;
    List<long[]> labels = new ArrayList<>();
    for (long token = 0; token < vocabulary; token++) {
      if (token != END && token != config.imageTokenId()) {
        labels.add(new long[] {token});
      }
    }
    double sum =
        Arrays.stream(scorer(PLENTY).score(question(labels, 0), () -> {})).map(Math::exp).sum();

    assertThat(sum).isPositive().isLessThan(1);
  }

  @Test
  void groupsOfLittleMemoryGiveTheSameScores() {
    Random random = new Random(5);
    List<long[]> labels = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      labels.add(random.longs(1 + random.nextInt(7), 3, 253).map(this::noImage).toArray());
    }
    double[] whole = scorer(PLENTY).score(question(labels, 0), () -> {});
    long perLabel = (prompt.length + 7) * 3L * decoder.tokenBytes();

    for (long cacheBytes : new long[] {perLabel, 3 * perLabel + 1}) {
      double[] parts = scorer(cacheBytes).score(question(labels, 0), () -> {});
      assertThat(parts).containsExactly(whole, within(ROUNDING));
    }
  }

  @Test
  void leavesNoMemoryBehind() {
    long before = decoder.heldBytes();

    double[] _ =
        scorer(PLENTY).score(question(List.of(new long[] {4}, new long[] {5, 6, 7}), 0), () -> {});

    assertThat(decoder.heldBytes()).isEqualTo(before);
  }

  @Test
  void stopsBetweenTwoRunsOnceNobodyWaits() {
    long before = decoder.heldBytes();
    AtomicInteger asked = new AtomicInteger();

    assertThatThrownBy(() ->
            scorer(PLENTY)
                .score(
                    question(List.of(new long[] {4, 5, 6, 7, 8}, new long[] {5}), 0),
                    () -> {
                      if (asked.incrementAndGet() == 3) {
                        throw new ServiceException(ErrorCode.CANCELLED, "gone");
                      }
                    }))
        .hasMessageContaining("gone");
    assertThat(asked).hasValue(3);
    assertThat(decoder.heldBytes()).isEqualTo(before);
  }

  @Test
  void refusesWhatHasNoRoom() {
    long[] fitting = new long[config.contextTokens() - prompt.length];
    scorer(1L << 40).requireRoom(prompt, List.of(fitting));

    assertThatThrownBy(
            () -> scorer(1L << 40).requireRoom(prompt, List.of(new long[fitting.length + 1])))
        .hasMessageContaining("there is room for " + config.contextTokens());
    assertThatThrownBy(() -> scorer(1).requireRoom(prompt, List.of(new long[] {1})))
        .hasMessageContaining("there is room for 0");
  }

  private long noImage(long token) {
    return token == config.imageTokenId() ? token - 1 : token;
  }

  private static LabelScorer scorer(long cacheBytes) {
    return new LabelScorer(decoder, config, new EngineRuns(), cacheBytes);
  }

  private static LabelQuestion question(List<long[]> labels, int adapterId) {
    return new LabelQuestion(prompt, labels, image, adapterId);
  }

  /** One text, read in one run, its probabilities added up position by position. */
  private static double alone(long[] label, int adapterId) {
    long[] all = Arrays.copyOf(prompt, prompt.length + label.length);
    System.arraycopy(label, 0, all, prompt.length, label.length);
    float[] embeddings = PromptEmbeddings.of(decoder, all, config.imageTokenId(), image.features());
    try (Decoding decoding = decoder.begin(adapterId)) {
      Logits logits = decoding.read(embeddings, all.length);
      assertThat(logits.positions()).isEqualTo(all.length);
      double sum = 0;
      for (int i = 0; i <= label.length; i++) {
        long next = i < label.length ? label[i] : END;
        sum += logProbability(logits, prompt.length - 1 + i, (int) next);
      }
      return sum;
    }
  }

  private static double logProbability(Logits logits, int position, int token) {
    double sum = 0;
    for (int id = 0; id < logits.vocabSize(); id++) {
      sum += Math.exp(logits.values().get(position * logits.vocabSize() + id));
    }
    return logits.values().get(position * logits.vocabSize() + token) - Math.log(sum);
  }

  private static Tensor golden(String name) {
    return Objects.requireNonNull(TinyModel.expected().get(name), name);
  }
}
