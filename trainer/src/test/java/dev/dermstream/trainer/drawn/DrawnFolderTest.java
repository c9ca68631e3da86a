package dev.dermstream.trainer.drawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.trainer.dataset.DatasetException;
import dev.dermstream.trainer.dataset.ManifestFile;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.ReadRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawnFolderTest {
  private static final DrawnFolder.Stretch STRETCH =
      new DrawnFolder.Stretch(DrawnSet.PIGMENTED8, 3, 20, 50);

  @TempDir Path temporary;

  @Test
  void writesPicturesAndTheirRowsInOrder() throws IOException {
    Path folder = temporary.resolve("drawn");
    AtomicInteger drawn = new AtomicInteger();
    new DrawnFolder(STRETCH, 64, 48).write(folder, drawn::incrementAndGet);

    ReadRows read = ManifestFile.read(folder.resolve("manifest.jsonl"));
    assertThat(read.bad()).isEmpty();
    assertThat(drawn.get()).isEqualTo(50);
    List<ManifestRow> rows = read.rows();
    assertThat(rows).hasSize(50);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i)).isEqualTo(DrawnSet.PIGMENTED8.draw(3, 20 + i, 64, 48).row());
      assertThat(
              ImageIO.read(folder.resolve("images").resolve(rows.get(i).image()).toFile())
                  .getWidth())
          .isEqualTo(64);
    }
    assertThatThrownBy(() -> new DrawnFolder(STRETCH, 64, 48).write(folder, () -> {}))
        .isInstanceOf(DatasetException.class)
        .hasMessage(folder + " is there already");
  }

  @Test
  void leavesNothingWhereItCannotBeFinished() {
    Path folder = temporary.resolve("drawn");
    AtomicInteger drawn = new AtomicInteger();
    Runnable failing =
        () -> {
          if (drawn.incrementAndGet() == 7) {
            throw new IllegalStateException("the terminal is gone");
          }
        };
    assertThatThrownBy(() -> new DrawnFolder(STRETCH, 64, 48).write(folder, failing))
        .hasMessage("the terminal is gone");
    assertThat(temporary).isEmptyDirectory();
    assertThat(Files.exists(folder)).isFalse();
  }
}
