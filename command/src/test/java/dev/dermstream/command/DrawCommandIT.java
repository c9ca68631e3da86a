package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.command.CommandProcess.Outcome;
import dev.dermstream.trainer.dataset.ManifestFile;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.ReadRows;
import dev.dermstream.trainer.drawn.DrawnSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dermstream dataset draw} as a process. */
class DrawCommandIT {
  @TempDir Path temporary;

  @Test
  void drawnFiguresAreWholeAndSplitByPaper() throws Exception {
    Path out = temporary.resolve("bacterial");
    Outcome drawn = draw("bacterial", "--count", "160", "--seed", "5", "--out", out.toString());

    assertThat(drawn.status()).as(drawn.err()).isZero();
    assertThat(drawn.out().strip()).isEqualTo(out + ": 160 pictures of bacterial");
    Path manifest = out.resolve("manifest.jsonl");
    ReadRows rows = ManifestFile.read(manifest);
    assertThat(rows.bad()).isEmpty();
    assertThat(rows.rows()).hasSize(160);
    ManifestRow last = rows.rows().getLast();
    assertThat(last).isEqualTo(DrawnSet.BACTERIAL.draw(5, 159, 64, 48).row());

    Outcome checked =
        dataset(
            "check",
            "--manifest",
            manifest.toString(),
            "--images",
            out.resolve("images").toString());
    assertThat(checked.status()).as(checked.out()).isZero();
    Outcome split =
        dataset(
            "split",
            "--manifest",
            manifest.toString(),
            "--group",
            "paper",
            "--shares",
            "0.7,0.3",
            "--out",
            temporary.resolve("split").toString());
    assertThat(split.status()).as(split.err()).isZero();
    assertThat(split.out()).contains("No paper is on two sides");
  }

  @Test
  void whatCannotBeDrawnIsRefusedByNameAndLeavesNothing() throws Exception {
    Path out = temporary.resolve("drawn");
    assertThat(refusal(draw("pigmented9", "--count", "8", "--out", out.toString())))
        .isEqualTo(
            "dermstream: no set is called pigmented9; these are: tumour15, pigmented8, bacterial,"
                + " mm-skin, full-frame");
    assertThat(refusal(draw("tumour15", "--count", "0", "--out", out.toString())))
        .isEqualTo("dermstream: 0 pictures from index 0 cannot be drawn");
    Files.createDirectory(out);
    assertThat(refusal(draw("tumour15", "--count", "8", "--out", out.toString())))
        .isEqualTo("dermstream: " + out + " is there already");
    assertThat(out).isEmptyDirectory();
    assertThat(temporary.resolve("drawn.new")).doesNotExist();
  }

  private static String refusal(Outcome outcome) {
    assertThat(outcome.status()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    List<String> lines =
        outcome.err().lines().filter(line -> line.startsWith("dermstream: ")).toList();
    assertThat(lines).as(outcome.err()).hasSize(1);
    return lines.getFirst();
  }

  private Outcome draw(String set, String... arguments) throws Exception {
    List<String> all =
        new ArrayList<>(List.of("draw", "--set", set, "--width", "64", "--height", "48"));
    all.addAll(List.of(arguments));
    return dataset(all.toArray(String[]::new));
  }

  private Outcome dataset(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("dataset"));
    all.addAll(List.of(arguments));
    return CommandProcess.run(temporary, all.toArray(String[]::new));
  }
}
