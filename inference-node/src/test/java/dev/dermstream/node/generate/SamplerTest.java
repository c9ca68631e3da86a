package dev.dermstream.node.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplerTest {
  private static final float[] SCORES = {1, 3, Float.NEGATIVE_INFINITY, -2, 3, 2.5f};
  private static final int DRAWS = 40_000;

  @Test
  void greedyTakesTheFirstOfTheBest() {
    assertThat(new Sampler(SamplingParameters.GREEDY).choose(SCORES.clone())).isEqualTo(1);
  }

  @Test
  void drawsInProportionToTheSoftmax() {
    double[] expected = softmax(SCORES, .7);

    assertThat(shares(new SamplingParameters(.7f, 0, 0, 11)))
        .containsExactly(expected, within(.01));
  }

  @Test
  void topKLeavesTheKBest() {
    double[] two = softmax(only(1, 4), 1);

    assertThat(shares(new SamplingParameters(1, 2, 0, 12))).containsExactly(two, within(.01));
  }

  @Test
  void topPLeavesTheBestThatTogetherReachIt() {
    // Tokens 1 and 4 have .36 each and 5 has .22: .8 needs the three.
    double[] three = softmax(only(1, 4, 5), 1);

    assertThat(shares(new SamplingParameters(1, 0, .8f, 13))).containsExactly(three, within(.01));
  }

  @Test
  void aTinyTopPLeavesTheBestAlone() {
    assertThat(shares(new SamplingParameters(2, 0, 1e-6f, 14))[1]).isEqualTo(1);
  }

  @Test
  void theSameSeedDrawsTheSame() {
    SamplingParameters seeded = new SamplingParameters(1, 0, 0, 15);

    assertThat(draws(seeded, 100)).isEqualTo(draws(seeded, 100));
    assertThat(draws(seeded, 100)).isNotEqualTo(draws(new SamplingParameters(1, 0, 0, 16), 100));
  }

  @Test
  void aTemperatureNearZeroIsGreedyAndFinite() {
    float[] scores = {100, -1000, 99.9f};

    assertThat(new Sampler(new SamplingParameters(1e-30f, 0, .5f, 1)).choose(scores)).isZero();
  }

  @Test
  void neverDrawsWhatIsMasked() {
    Random random = new Random(17);
    Sampler sampler = new Sampler(new SamplingParameters(2, 0, .99f, 17));
    for (int round = 0; round < 2000; round++) {
      float[] scores = new float[50];
      for (int i = 0; i < 49; i++) {
        scores[i] = random.nextInt(3) > 0 ? Float.NEGATIVE_INFINITY : random.nextFloat() * 20;
      }
      assertThat(scores[sampler.choose(scores)]).isNotEqualTo(Float.NEGATIVE_INFINITY);
    }
  }

  @Test
  void refusesScoresThatAreNoNumbers() {
    float[] scores = {Float.NaN, Float.NEGATIVE_INFINITY};

    assertThatThrownBy(() -> new Sampler(SamplingParameters.GREEDY).choose(scores))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({"-0.1,0,0", "2.1,0,0", "NaN,0,0", "1,-1,0", "1,0,-0.1", "1,0,1.1", "1,0,NaN"})
  void refusesParametersOutOfRange(float temperature, int topK, float topP) {
    assertThatThrownBy(() -> new SamplingParameters(temperature, topK, topP, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static int[] draws(SamplingParameters parameters, int count) {
    Sampler sampler = new Sampler(parameters);
    return IntStream.range(0, count).map(i -> sampler.choose(SCORES.clone())).toArray();
  }

  private static double[] shares(SamplingParameters parameters) {
    double[] shares = new double[SCORES.length];
    for (int token : draws(parameters, DRAWS)) {
      shares[token] += 1.0 / DRAWS;
    }
    return Arrays.stream(shares).map(share -> Math.round(share * 1e6) / 1e6).toArray();
  }

  private static float[] only(int... tokens) {
    float[] scores = new float[SCORES.length];
    Arrays.fill(scores, Float.NEGATIVE_INFINITY);
    for (int token : tokens) {
      scores[token] = SCORES[token];
    }
    return scores;
  }

  private static double[] softmax(float[] scores, double temperature) {
    double[] weights =
        IntStream.range(0, scores.length)
            .mapToDouble(i -> Math.exp(scores[i] / temperature))
            .toArray();
    double total = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / total).toArray();
  }
}
