package dev.dermstream.index.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BeamTest {
  private final Beam beam = new Beam();

  @Test
  void keepsTheBestOfAllThatWereOffered() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      int capacity = 1 + random.nextInt(20);
      beam.reset(capacity);
      List<float[]> offered = new ArrayList<>();
      int count = random.nextInt(100);
      for (int node = 0; node < count; node++) {
        // Few different values, so that many are equal.
        float score = random.nextInt(10);
        offered.add(new float[] {node, score});
        beam.offer(node, score);
      }
      // The sort is stable: of equal ones the first stays before the others.
      offered.sort(Comparator.comparingDouble(each -> -each[1]));
      assertThat(beam.size()).isEqualTo(Math.min(capacity, offered.size()));
      for (int place = 0; place < beam.size(); place++) {
        assertThat(beam.node(place)).as("seed %d", seed).isEqualTo((int) offered.get(place)[0]);
        assertThat(beam.score(place)).as("seed %d", seed).isEqualTo(offered.get(place)[1]);
      }
    }
  }

  @Test
  void tellsThePlaceOfWhatItTookAndRefusesTheRest() {
    beam.reset(2);

    assertThat(beam.offer(5, 1)).isEqualTo(0);
    assertThat(beam.offer(6, 2)).isEqualTo(0);
    assertThat(beam.offer(7, 1)).isEqualTo(2);
    assertThat(beam.offer(8, 1.5f)).isEqualTo(1);
    assertThat(beam.offer(9, Float.NaN)).isEqualTo(2);
  }

  @Test
  void goesOnFromEachNodeOnce() {
    beam.reset(3);
    beam.offer(4, 1);
    beam.offer(5, 3);

    assertThat(beam.nextToExpand(0)).isZero();
    assertThat(beam.expand(0)).isEqualTo(5);
    assertThat(beam.node(0)).isEqualTo(5);
    assertThat(beam.nextToExpand(0)).isEqualTo(1);
    assertThat(beam.offer(6, 4)).isZero();
    assertThat(beam.nextToExpand(0)).isZero();
    assertThat(beam.expand(0)).isEqualTo(6);
    assertThat(beam.nextToExpand(0)).isEqualTo(2);
    assertThat(beam.expand(2)).isEqualTo(4);
    assertThat(beam.nextToExpand(0)).isEqualTo(beam.size());
  }
}
