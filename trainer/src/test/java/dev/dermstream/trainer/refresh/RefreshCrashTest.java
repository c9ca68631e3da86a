package dev.dermstream.trainer.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.index.server.IndexReleaseCheck;
import dev.dermstream.platform.release.ReleaseStore;
import dev.dermstream.platform.release.TrustedKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real processes that refresh a store and are killed, or run out of room, on their way. */
class RefreshCrashTest {
  @TempDir Path folder;
  private Path directory;
  private Path data;
  private ReleaseStore store;
  private String live;

  @BeforeEach
  void annotateSomeImages() throws IOException {
    directory = folder.resolve("store");
    data = folder.resolve("data");
    store = new ReleaseStore(directory, TrustedKeys.NONE);
    live = AngleRelease.publish(store, folder, "", false);
    List<String> annotations = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      annotations.add(AngleRelease.annotation(data, "new-" + i, "Melanoma", 180 + i));
    }
    AngleRelease.annotate(data, annotations);
  }

  @ParameterizedTest
  @CsvSource({"embed-1, 1", "embed-12, 1", "check-1, 1", "check-2, 2"})
  void aRefreshThatIsKilledLeavesTheLiveReleaseAndNothingHalf(String point, int releases)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(java(point)).redirectErrorStream(true).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      while (line != null && !line.startsWith("at ")) {
        line = out.readLine();
      }
      assertThat(line).as("came to %s", point).isNotNull();
      // SIGKILL: no handler, no finally.
      process.destroyForcibly().waitFor();
    }

    assertThat(store.ids()).hasSize(releases).contains(live);
    for (String id : store.ids()) {
      assertThat(store.load(id).id()).isEqualTo(id);
    }
    assertThat(store.live().orElseThrow().release()).isEqualTo(live);
    // The next one finds nothing in its way.
    Refresh.Outcome next =
        new Refresh(
                store,
                AngleRelease.embedder(live),
                new IndexReleaseCheck(),
                Optional.empty(),
                Optional.empty())
            .run(data, "", true);
    assertThat(next.objection()).isEmpty();
    assertThat(store.live().orElseThrow().release()).isEqualTo(next.releaseId());
    assertThat(directory.resolve("unfinished")).doesNotExist();
  }

  @Test
  void aFullDiskFailsTheRefreshAndNothingElse() throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("/bin/bash", "-c", "ulimit -f 1; exec \"$@\"", "-"));
    command.addAll(java("none"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isNotZero();
    assertThat(output).contains("File too large").doesNotContain("done");
    assertThat(store.ids()).containsExactly(live);
    assertThat(store.load(store.live().orElseThrow().release()).id()).isEqualTo(live);
  }

  private List<String> java(String point) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        // Its file in the temporary folder would count against a limit of this process alone.
        "-XX:-UsePerfData",
        "-XX:TieredStopAtLevel=1",
        "--add-modules",
        "jdk.incubator.vector",
        "-Djava.io.tmpdir=" + folder,
        "-cp",
        System.getProperty("java.class.path"),
        RefreshProcess.class.getName(),
        directory.toString(),
        data.toString(),
        point);
  }
}
