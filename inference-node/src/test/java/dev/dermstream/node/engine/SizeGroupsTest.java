package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.platform.image.PixelValues;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SizeGroupsTest {
  @Test
  void runsEverySizeOnceAndKeepsTheOrder() {
    List<Integer> runs = new ArrayList<>();

    List<EncodedImage> encoded =
        SizeGroups.encode(
            List.of(picture(1, 2, 0), picture(2, 1, 1), picture(1, 2, 2), picture(2, 1, 3)),
            alike -> {
              runs.add(alike.size());
              assertThat(alike.stream().map(PixelValues::height).distinct()).hasSize(1);
              return alike.stream().map(SizeGroupsTest::answer).toList();
            });

    assertThat(encoded).extracting(image -> image.embedding()[0]).containsExactly(0f, 1f, 2f, 3f);
    assertThat(runs).containsExactly(2, 2);
  }

  private static PixelValues picture(int height, int width, float first) {
    float[] values = new float[3 * height * width];
    values[0] = first;
    return new PixelValues(values, height, width);
  }

  private static EncodedImage answer(PixelValues pixels) {
    return new EncodedImage(new float[] {pixels.values()[0]}, new float[] {1}, 1, 1);
  }
}
