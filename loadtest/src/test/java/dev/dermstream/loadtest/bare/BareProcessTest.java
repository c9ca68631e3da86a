package dev.dermstream.loadtest.bare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.loadtest.model.GeneratedRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BareProcessTest {
  @TempDir Path directory;

  @Test
  void runsRowsAloneAndInBatches() throws Exception {
    GeneratedRepository models = GeneratedRepository.write(directory.resolve("models"));
    try (BareProcess bare = start(models.cnn(), models.matrices())) {
      assertThat(bare.rowScores()).hasSize(10);
      assertThat(bare.rows(2, 1, 1, Duration.ofMillis(50)).perSecond()).isPositive();
      assertThat(bare.rows(1, 2, 64, Duration.ofMillis(50)).perSecond()).isPositive();
    }
  }

  @Test
  void saysWhyItEnded() throws Exception {
    Path none = directory.resolve("none.onnx");
    try (BareProcess bare = start(none, none)) {
      assertThatThrownBy(bare::rowScores)
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("ended with status 1", "OrtException", none.toString());
    }
  }

  private BareProcess start(Path cnn, Path matrices) throws IOException, InterruptedException {
    Path pictures = Files.createDirectories(directory.resolve("pictures"));
    return BareProcess.start(cnn, matrices, pictures, directory);
  }
}
