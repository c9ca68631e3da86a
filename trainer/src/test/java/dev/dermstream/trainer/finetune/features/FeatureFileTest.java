package dev.dermstream.trainer.finetune.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.trainer.finetune.FineTuneException;
import dev.dermstream.trainer.finetune.data.Flip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureFileTest {
  private static final FeatureKey FIRST = key("a", Flip.NONE);
  private static final FeatureKey SECOND = key("a", Flip.TURNED);

  @TempDir Path folder;
  private Path path = Path.of("");

  @BeforeEach
  void keepTwo() throws IOException {
    path = folder.resolve("f");
    try (FeatureFile file = open("base", Long.MAX_VALUE)) {
      file.put(FIRST, features(1));
      file.put(SECOND, features(2));
    }
  }

  @Test
  void whatWasKeptIsThereAfterwards() throws IOException {
    try (FeatureFile file = open("base", Long.MAX_VALUE)) {
      assertThat(file.get(FIRST).orElseThrow().embedding()).containsExactly(1, 1.5f);
      assertThat(file.get(SECOND).orElseThrow().tokens()).containsExactly(2, 3, 4);
      assertThat(file.get(key("b", Flip.NONE))).isEmpty();
      assertThat(file.has(key("a", Flip.MIRRORED))).isFalse();
    }
  }

  @Test
  void aRecordThatWasLeftHalfIsCutOffAndWrittenAnew() throws IOException {
    byte[] whole = Files.readAllBytes(path);
    Files.write(path, Arrays.copyOf(whole, whole.length - 3));
    try (FeatureFile file = open("base", Long.MAX_VALUE)) {
      assertThat(file.get(FIRST)).isPresent();
      assertThat(file.get(SECOND)).isEmpty();
      file.put(SECOND, features(2));
    }

    assertThat(path).hasBinaryContent(whole);
  }

  @Test
  void aDamagedRecordIsNoFeature() throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    bytes[bytes.length - 1] ^= 1;
    Files.write(path, bytes);
    try (FeatureFile file = open("base", Long.MAX_VALUE)) {
      assertThat(file.get(SECOND)).isEmpty();
      assertThat(file.has(SECOND)).isFalse();
      file.put(SECOND, features(2));
      assertThat(file.get(SECOND)).isPresent();
    }
  }

  @Test
  void itGrowsToItsBoundAndNoFurther() throws IOException {
    long bytes = Files.size(path);
    try (FeatureFile file = open("base", bytes)) {
      assertThat(file.hasRoom()).isFalse();
      file.put(key("b", Flip.NONE), features(3));
      assertThat(file.get(key("b", Flip.NONE))).isEmpty();
    }
    assertThat(path).hasSize(bytes);
  }

  @Test
  void anotherBaseIsRefused() {
    assertThatThrownBy(() -> open("other", Long.MAX_VALUE))
        .isInstanceOf(FineTuneException.class)
        .hasMessageContaining("holds features of another base model");
  }

  @Test
  void twoRunsDoNotShareIt() throws IOException {
    try (FeatureFile file = open("base", Long.MAX_VALUE)) {
      assertThat(file.hasRoom()).isTrue();
      assertThatThrownBy(() -> open("base", Long.MAX_VALUE))
          .isInstanceOf(FineTuneException.class)
          .hasMessageContaining("is in use");
    }
  }

  private FeatureFile open(String base, long mostBytes) throws IOException {
    return FeatureFile.open(path, base, 2, 3, mostBytes);
  }

  private static FeatureKey key(String digit, Flip flip) {
    return new FeatureKey(digit.repeat(64), flip);
  }

  private static Features features(float value) {
    return new Features(
        new float[] {value, value + 0.5f}, new float[] {value, value + 1, value + 2});
  }
}
