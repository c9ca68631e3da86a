package dev.dermstream.trainer.lesion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Drawings must not be told apart by comparing pixels: the trained model has to see form. */
class NearestPixelsTest {

  private static final int SIDE = 32;

  @SuppressWarnings("ArrayRecordComponent") // Never compared; private to this test.
  private record Example(int idCode, float[] pixels) {}

  @Test
  void aNearestPixelRuleFails() {
    List<Example> known = examples(450, 1);
    List<Example> asked = examples(150, 2);
    long right = asked.stream().filter(query -> nearest(query, known) == query.idCode()).count();
    double accuracy = right / (double) asked.size();
    // Printed whatever the log level: the figure is what this test is for.
    System.out.printf(
        Locale.ROOT,
        "1-nearest-neighbour on %d x %d pixels: accuracy %.3f%n",
        SIDE,
        SIDE,
        accuracy);
    assertThat(accuracy).isLessThan(0.5);
  }

  private static List<Example> examples(int count, long seed) {
    SceneSampler sampler = new SceneSampler();
    LesionPainter painter = new LesionPainter();
    SplittableRandom random = new SplittableRandom(seed);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int idCode = i % LesionClass.count();
      LesionScene scene = sampler.sample(idCode, random);
      examples.add(
          new Example(idCode, Thumbnails.shrink(painter.paint(scene, 128, 96), SIDE, SIDE)));
    }
    return examples;
  }

  private static int nearest(Example query, List<Example> known) {
    double best = Double.MAX_VALUE;
    int answer = -1;
    for (Example example : known) {
      double distance = 0;
      for (int i = 0; i < query.pixels().length; i++) {
        double difference = query.pixels()[i] - example.pixels()[i];
        distance += difference * difference;
      }
      if (distance < best) {
        best = distance;
        answer = example.idCode();
      }
    }
    return answer;
  }
}
