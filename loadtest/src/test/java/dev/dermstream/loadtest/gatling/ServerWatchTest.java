package dev.dermstream.loadtest.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.loadtest.gatling.Verdict.Finding;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watches a process that opens a file for each line it is told, and closes none. */
class ServerWatchTest {
  private static final int THIRD = 4;

  private Process process;
  private BufferedReader answers;
  private ServerWatch watch;

  @BeforeEach
  void start() throws IOException {
    process =
        new ProcessBuilder(
                "bash", "-c", "while read -r _; do exec {file}</dev/null; echo opened; done")
            .redirectErrorStream(true)
            .start();
    answers = process.inputReader(StandardCharsets.UTF_8);
    watch = new ServerWatch(process.pid(), Duration.ofHours(1));
  }

  @AfterEach
  void stop() throws InterruptedException {
    watch.close();
    process.destroyForcibly().waitFor();
  }

  @Test
  void filesThatStayAsManyAreSteady() throws IOException {
    open(20);
    look(3 * THIRD);
    assertThat(found().holds()).isTrue();
  }

  @Test
  void filesOpenedInTheFirstThirdAreNoLeak() throws IOException {
    look(1);
    open(50);
    look(3 * THIRD - 1);
    assertThat(found().holds()).isTrue();
  }

  @Test
  void oneLookAmongManyDecidesNothing() throws IOException {
    look(3 * THIRD - 1);
    open(50);
    look(1);
    assertThat(found().holds()).isTrue();
  }

  @Test
  void filesThatBecomeMoreAreNot() throws IOException {
    for (int i = 0; i < 3 * THIRD; i++) {
      open(3);
      look(1);
    }
    Finding found = found();
    assertThat(found.holds()).isFalse();
    assertThat(found.figures()).contains("files").startsWith("1.");
  }

  @Test
  void aProcessThatEndedMeanwhileIsNotCalledSteady() throws Exception {
    look(3 * THIRD - 1);
    process.destroyForcibly().waitFor();
    look(1);
    assertThat(found().holds()).isFalse();
    assertThat(found().figures()).contains("not watched to the end");
  }

  @Test
  void noLooksFindNothing() {
    assertThat(found()).isEqualTo(new Finding(false, "looked at 0 times"));
  }

  private void open(int files) throws IOException {
    for (int i = 0; i < files; i++) {
      process.outputWriter(StandardCharsets.UTF_8).write("one\n");
      process.outputWriter(StandardCharsets.UTF_8).flush();
      assertThat(answers.readLine()).isEqualTo("opened");
    }
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      watch.look();
    }
  }

  private Finding found() {
    return watch.steadyFiles().finding().get();
  }
}
