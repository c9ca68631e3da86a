package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dermstream report} and {@code dermstream results} as a user calls them. */
class ReportCommandTest {
  @TempDir Path folder;

  /** A run that never was. */
  @BeforeEach
  void makeUp() throws IOException {
    Path run = Files.createDirectories(folder.resolve("runs/made-up"));
    Files.writeString(
        run.resolve("run.json"),
        "{\"recipe\":\"tumour15-b\",\"variant\":\"paper\",\"group\":\"B\",\"train_loss\":0.25}");
    Files.writeString(
        run.resolve("log.jsonl"),
        """
        {"step":0,"eval_loss":3}
        {"step":1,"train_loss":2,"learning_rate":0.001,"gradient_norm":1}
        {"step":2,"train_loss":1,"learning_rate":0.001,"gradient_norm":1}
        """);
  }

  @Test
  void aRunGetsItsReport() {
    assertThat(run("report", "--run", folder.resolve("runs/made-up").toString())).isEmpty();

    assertThat(folder.resolve("runs/made-up/report.html")).content().contains("tumour15-b", "<svg");
    assertThat(folder.resolve("runs/made-up/figures/loss-curves.png")).isNotEmptyFile();
  }

  @Test
  void aFolderThatIsNoRunIsRefusedInOneLine() {
    assertThat(run("report", "--run", folder.toString()))
        .contains("INVALID_INPUT: ", "holds no run.json")
        .hasLineCount(1);
  }

  @Test
  void allRunsGetOnePage() {
    Path page = folder.resolve("docs/results.md");
    assertThat(
            run(
                "results",
                "--runs",
                folder.resolve("runs").toString(),
                "--out",
                page.toString(),
                "--figures",
                folder.resolve("docs/figures").toString()))
        .isEmpty();

    assertThat(page).content().contains("| B | this project | - | - | - | - | 0.2500 | - |");
    assertThat(folder.resolve("docs/figures/tumour15-loss-curves.svg")).isNotEmptyFile();
  }

  /** What is said on the error stream; empty on success. */
  private static String run(String... arguments) {
    StringWriter err = new StringWriter();
    int status = Dermstream.commandLine().setErr(new PrintWriter(err, true)).execute(arguments);
    assertThat(status).isEqualTo(err.toString().isEmpty() ? 0 : Dermstream.EXIT_INCOMPLETE);
    return err.toString();
  }
}
