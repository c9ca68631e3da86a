package dev.dermstream.trainer.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.trainer.finetune.recipe.Recipe;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.ParameterShapes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that train and are killed, or run out of room. */
class InterruptedRunTest {
  private static final int KILLED_AT = 5;
  private static final int STEPS = 20;

  @TempDir Path folder;

  @Test
  void aRunThatWasKilledAndMetAFullDiskEndsWithTheNumbersOfOneThatWasNot() throws Exception {
    Path data = DrawnData.write(folder.resolve("data"), 75, 48, 36);
    Recipe recipe =
        SmallRun.recipe(
            folder,
            "pigmented8",
            """
            labels = [], answers.forms = [class-name]
            training { steps = %d, batch = 3, accumulate = 2, checkpoint-every = 3 }
            evaluation.every = 4, test.images = 1
            data { flips = [mirrored, upended], group-by = image }
            lora { rank = 8, dropout = 0.1 }
            """
                .formatted(STEPS));
    Path whole = folder.resolve("whole");
    new FineTuning(SmallRun.request(recipe, data, whole, false), SmallRun.reader()).run();
    Path run = folder.resolve("run");

    killedAt(KILLED_AT, start(List.of(), data, run, "begin"), run.resolve("log.jsonl"));
    assertThat(run.resolve("run.json")).doesNotExist();
    List<String> before = checkpoints(run);
    assertThat(before).contains("step-000004");

    // Less than a checkpoint of the optimizer has; features were written before.
    Process full =
        start(List.of("/bin/bash", "-c", "ulimit -f 100; exec \"$@\"", "-"), data, run, "resume");
    String output = new String(full.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(full.waitFor()).isEqualTo(1);
    assertThat(output)
        .containsPattern("dermstream: the checkpoint of step \\d+ cannot be written \\(")
        .contains("those before it are whole");
    assertThat(checkpoints(run)).isEqualTo(before);

    new FineTuning(SmallRun.request(recipe, data, run, true), SmallRun.reader()).run();

    assertThat(run.resolve("log.jsonl")).hasSameTextualContentAs(whole.resolve("log.jsonl"));
    assertThat(run.resolve("adapter/adapter_model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("adapter/adapter_model.safetensors"));
    try (Stream<Path> entries = Files.walk(run)) {
      assertThat(entries.map(Path::toString)).noneMatch(path -> path.contains("unfinished"));
    }
    Map<String, long[]> base =
        ParameterShapes.of(Idefics3Config.read(SmallRun.BASE.resolve("config.json")));
    assertThat(LoraCheckpoint.read(run.resolve("adapter"), base).pairs()).hasSize(21);
  }

  private static List<String> checkpoints(Path run) throws IOException {
    try (Stream<Path> folders = Files.list(run.resolve("checkpoints"))) {
      return folders
          .map(path -> String.valueOf(path.getFileName()))
          .filter(name -> !name.endsWith(".unfinished"))
          .sorted()
          .toList();
    }
  }

  /** SIGKILL: no handler, no finally. */
  private static void killedAt(int step, Process process, Path log) throws Exception {
    try {
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
      while (!reached(step, log)) {
        assertThat(process.isAlive()).as("the run goes on until step %d", step).isTrue();
        assertThat(System.nanoTime()).as("step %d comes", step).isLessThan(end);
        Thread.onSpinWait();
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static boolean reached(int step, Path log) throws IOException {
    if (!Files.exists(log)) {
      return false;
    }
    try (BufferedReader reader = Files.newBufferedReader(log)) {
      return reader.lines().anyMatch(line -> line.startsWith("{\"step\":" + step + ","));
    }
  }

  private Process start(List<String> shell, Path data, Path run, String how) throws IOException {
    List<String> command = new ArrayList<>(shell);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-UsePerfData",
            "-XX:TieredStopAtLevel=1",
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-Dai.djl.offline=true",
            "-Djava.io.tmpdir=" + folder,
            SmallRun.class.getName(),
            folder.resolve("own.conf").toString(),
            data.toString(),
            run.toString(),
            how));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    if (shell.isEmpty()) {
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    }
    return builder.start();
  }
}
