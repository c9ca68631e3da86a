package dev.dermstream.trainer.duplicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.trainer.duplicates.ImageDuplicates.Embedded;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ImageDuplicatesTest {
  private static final int DIMENSION = 48;

  @Test
  void everyPairOverTheCosineIsFoundAndNoOther() {
    long seed = 77;
    Random random = new Random(seed);
    List<Embedded> images = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      float[] embedding =
          i % 3 == 0 ? drawn(random) : near(images.getLast().embedding(), random, 0.015f);
      String side = i % 2 == 0 ? "train" : "test";
      images.add(new Embedded(new Copy(side, "i" + i, "image", i + ".jpg"), embedding));
    }

    List<Finding> found = new ImageDuplicates(0.98).find(images, Parallelism.sequential());

    int expected = 0;
    for (int i = 0; i < images.size(); i++) {
      for (int j = i + 1; j < images.size(); j++) {
        expected += cosine(images.get(i).embedding(), images.get(j).embedding()) >= 0.98 ? 1 : 0;
      }
    }
    assertThat(found).as("seed %d", seed).hasSize(expected).hasSizeGreaterThan(50);
    assertThat(found)
        .allSatisfy(finding -> {
          assertThat(finding.similarity()).isBetween(0.98, 1.0);
          assertThat(finding.relation() == Finding.Relation.LEAK)
              .isEqualTo(!finding.first().manifest().equals(finding.second().manifest()));
        });
  }

  @Test
  void fewerThanTwoImagesHaveNoPairAndAThresholdOfOneIsRefused() {
    assertThat(new ImageDuplicates(0.98).find(List.of(), Parallelism.sequential())).isEmpty();
    assertThatThrownBy(() -> new ImageDuplicates(1)).hasMessageContaining("image-similarity");
    assertThatThrownBy(() -> new ImageDuplicates(Double.NaN)).hasMessageContaining("similarity");
  }

  private static float[] drawn(Random random) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return unit(vector);
  }

  private static float[] near(float[] vector, Random random, float scale) {
    float[] near = vector.clone();
    for (int i = 0; i < DIMENSION; i++) {
      near[i] += scale * (float) random.nextGaussian();
    }
    return unit(near);
  }

  private static float[] unit(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) (vector[i] / Math.sqrt(squares));
    }
    return vector;
  }

  private static double cosine(float[] one, float[] other) {
    double dot = 0;
    double ones = 0;
    double others = 0;
    for (int i = 0; i < one.length; i++) {
      dot += (double) one[i] * other[i];
      ones += (double) one[i] * one[i];
      others += (double) other[i] * other[i];
    }
    return dot / Math.sqrt(ones * others);
  }
}
