package dev.dermstream.trainer.recipe.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.platform.image.ImagePreprocessor;
import dev.dermstream.trainer.lesion.LesionDataset;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PictureSetTest {
  private static final int SIZE = 32;
  private static final int[] ALL = IntStream.range(0, 30).toArray();

  @Test
  void oneSeedDrawsTheSamePicturesWhateverTheThreads() {
    PictureSet once = draw(7, 1);
    PictureSet again = draw(7, 3);

    assertThat(again.values(ALL)).isEqualTo(once.values(ALL));
    for (int picture : ALL) {
      assertThat(again.description(picture)).isEqualTo(once.description(picture));
      assertThat(again.questions(picture)).isEqualTo(once.questions(picture));
    }
    assertThat(draw(8, 1).values(ALL)).isNotEqualTo(once.values(ALL));
  }

  @Test
  void everyClassComesEquallyOften() {
    assertThat(draw(7, 2).classes()).isEqualTo(IntStream.range(0, 30).map(i -> i % 15).toArray());
  }

  @Test
  void countsWhatIsDrawn() {
    AtomicInteger drawn = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      PictureSet.draw(
          Split.TRAINING, 30, 7, new PixelLevels(SIZE), threads, drawn::incrementAndGet);
    }
    assertThat(drawn).hasValue(30);
  }

  @Test
  void showsTheModelWhatTheServerWouldShowIt() {
    ImagePreprocessor server = ImagePreprocessor.of(PixelLevels.configuration(SIZE));
    float[] served =
        server
            .apply(new LesionDataset(7, 256, 192).draw(Split.TRAINING.index(3)).picture())
            .values();

    assertThat(draw(7, 2).values(new int[] {3})).isEqualTo(served);
  }

  @Test
  void anAugmentationMirrorsAndUpendsWholePictures() {
    PictureSet pictures = draw(7, 2);
    float[] gains = {1, 1, 1};
    float[] plain = pictures.values(new int[] {4});
    float[] mirrored =
        pictures.values(new int[] {4}, List.of(new Augmentation(true, false, gains, 0)));
    float[] upended =
        pictures.values(new int[] {4}, List.of(new Augmentation(false, true, gains, 0)));

    for (int channel = 0; channel < 3; channel++) {
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          float value = plain[(channel * SIZE + y) * SIZE + x];
          assertThat(mirrored[(channel * SIZE + y) * SIZE + SIZE - 1 - x]).isEqualTo(value);
          assertThat(upended[(channel * SIZE + SIZE - 1 - y) * SIZE + x]).isEqualTo(value);
        }
      }
    }
  }

  private static PictureSet draw(long seed, int workers) {
    try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
      return PictureSet.draw(Split.TRAINING, 30, seed, new PixelLevels(SIZE), threads, () -> {});
    }
  }
}
