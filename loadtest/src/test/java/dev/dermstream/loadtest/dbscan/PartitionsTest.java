package dev.dermstream.loadtest.dbscan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionsTest {
  @TempDir private Path folder;

  @Test
  void theSamePartitionScoresOneWhateverItsNames() {
    assertThat(Partitions.adjustedRandIndex(new int[] {0, 0, 1, -1}, new int[] {7, 7, 3, 2}, 4))
        .isEqualTo(1);
  }

  @Test
  void agreesWithThePublishedExample() {
    // Of scikit-learn's documentation of adjusted_rand_score.
    assertThat(Partitions.adjustedRandIndex(new int[] {0, 0, 1, 1}, new int[] {0, 0, 1, 2}, 4))
        .isCloseTo(0.571428, within(1e-5));
    assertThat(Partitions.adjustedRandIndex(new int[] {0, 0, 0, 0}, new int[] {0, 1, 2, 3}, 4))
        .isEqualTo(0);
  }

  @Test
  void vectorsComeBackFromTheirFileAndAreTheSameEveryTime() throws IOException {
    Path file = folder.resolve("vectors");
    for (VectorSet set : VectorSet.values()) {
      float[] values = set.vectors(200, 24);
      RawFile.write(file, values);

      assertThat(RawFile.floats(file, values.length)).isEqualTo(set.vectors(200, 24));
    }
  }

  @Test
  void saysHowToInstallWhatIsMissing() {
    assertThatThrownBy(() -> ScikitLearn.version("/nowhere/python3"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("apt-get install python3-sklearn");
  }
}
