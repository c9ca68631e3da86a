package dev.dermstream.index.calibration;

import dev.dermstream.index.confidence.ClassConfidence;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Evidence whose truth is known: similarities drawn at random, and for each the class drawn from
 * the softmax at a true temperature. Rows are exchangeable.
 */
final class DrawnEvidence {
  static final int CLASSES = 5;

  /** That of the published formula. */
  static final double PUBLISHED = 0.065;

  private final RandomGenerator random;
  private final double trueTemperature;

  DrawnEvidence(RandomGenerator random, double trueTemperature) {
    this.random = random;
    this.trueTemperature = trueTemperature;
  }

  /** Every class is among the first rows, once each, so that the set is never refused. */
  HeldOut draw(int count) {
    List<ClassConfidence> evidence = new ArrayList<>();
    int[] classOf = new int[count];
    double[] distance = new double[count];
    for (int row = 0; row < count; row++) {
      int wanted = row < CLASSES ? row : -1;
      do {
        double[] similarity =
            IntStream.range(0, CLASSES).mapToDouble(k -> 0.3 + 0.2 * random.nextDouble()).toArray();
        ClassConfidence drawn =
            ClassConfidence.of(
                similarity, IntStream.range(0, CLASSES).toArray(), CLASSES, PUBLISHED);
        int own = draw(drawn.at(trueTemperature).confidence());
        if (wanted < 0 || own == wanted) {
          evidence.add(drawn);
          classOf[row] = own;
        }
      } while (evidence.size() == row);
      distance[row] = random.nextDouble();
    }
    return new HeldOut(IntStream.range(0, CLASSES).toArray(), evidence, classOf, distance);
  }

  private int draw(double[] probability) {
    double left = random.nextDouble();
    int code = 0;
    while (code < probability.length - 1 && left >= probability[code]) {
      left -= probability[code++];
    }
    return code;
  }

  /** Two classes, each with a cluster, whose cosines are the two given. */
  static ClassConfidence two(double first, double second) {
    return ClassConfidence.of(new double[] {first, second}, new int[] {0, 1}, 2, PUBLISHED);
  }
}
