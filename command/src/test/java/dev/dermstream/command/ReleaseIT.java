package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.command.CommandProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dermstream release} as processes, on the demonstration release. */
class ReleaseIT {
  @TempDir Path folder;

  @Test
  void aReleaseIsBuiltComparedVerifiedMadeLiveAndTakenBack() throws Exception {
    Path demonstration = Repository.root().resolve("releases/demonstration");
    String first = release(0, "build", "--from", demonstration.toString()).strip();
    assertThat(first).matches("demonstration-[0-9a-f]{16}");
    assertThat(release(0, "activate", first)).contains(first + " is live, by decision 1");
    String second =
        release(0, "build", "--from", demonstration.toString(), "--notice", "another").strip();
    assertThat(second).isNotEqualTo(first).startsWith("demonstration-");

    assertThat(release(0, "list").lines())
        .anyMatch(line -> line.matches("LIVE +" + first + " +- +no"))
        .anyMatch(line -> line.matches("- +" + second + " +" + first + " +no"));
    assertThat(release(0, "activate", second, "--reason", "trial")).contains("by decision 2");
    assertThat(release(0, "rollback")).contains(first + " is live, by decision 3");
    assertThat(release(0, "list", "--history").lines().skip(1))
        .hasSize(3)
        .anyMatch(line -> line.contains(second) && line.endsWith("trial"));

    Path profile = folder.resolve("store/releases/" + second + "/profiles/tumour15/profile.json");
    Files.writeString(profile, Files.readString(profile).replace("0.065", "0.066"));
    assertThat(release(1, "verify").lines())
        .contains(first + "  whole")
        .anyMatch(line -> line.startsWith(second + "  NOT TO BE SERVED"));
    release(1, "activate", second);
    assertThat(release(0, "list")).containsPattern("LIVE +" + first);
  }

  @Test
  void whatDiffersBetweenTwoReleasesIsNamed() throws Exception {
    Path demonstration = Repository.root().resolve("releases/demonstration");
    Path metrics = Files.writeString(folder.resolve("m.json"), "{\"index_top1_accuracy\": 0.5}");
    String first = release(0, "build", "--from", demonstration.toString()).strip();
    String second =
        release(
                0,
                "build",
                "--from",
                demonstration.toString(),
                "--metrics",
                metrics.toString(),
                "--index",
                "tumour15=" + demonstration.resolve("profiles/tumour15/index"))
            .strip();

    assertThat(release(0, "diff", first, second).lines())
        .contains("changed  metrics.json")
        .noneMatch(line -> line.contains("index/"))
        .anyMatch(
            line -> line.startsWith("figure   index_top1_accuracy: ") && line.endsWith("0.5"));
  }

  private String release(int status, String command, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("release", command));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--store", folder.resolve("store").toString()));
    Outcome outcome = CommandProcess.run(folder, all.toArray(String[]::new));
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(status);
    return outcome.out();
  }
}
