package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.command.CommandProcess.Outcome;
import dev.dermstream.platform.release.ReleaseCheck;
import dev.dermstream.platform.release.ReleaseDraft;
import dev.dermstream.platform.release.ReleaseStore;
import dev.dermstream.platform.release.TrustedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  @Test
  void whatIsOfALaterVersionOrDoesNotFitIsRefusedInOneSentenceAndNothingIsLiveByIt()
      throws Exception {
    Path demonstration = Repository.root().resolve("releases/demonstration");
    ReleaseStore store = new ReleaseStore(folder.resolve("store"), TrustedKeys.NONE);
    String first = store.build(ReleaseDraft.of(demonstration), ReleaseCheck.NONE).id();
    store.activate(first, ReleaseCheck.NONE, false, "");
    Path another = Files.writeString(folder.resolve("m.json"), "{}");
    String later =
        store
            .build(
                new ReleaseDraft(
                    demonstration,
                    "later",
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    Optional.of(another),
                    "",
                    Optional.empty()),
                ReleaseCheck.NONE)
            .id();
    Path manifest = folder.resolve("store/releases/" + later + "/release.json");
    Files.writeString(
        manifest, Files.readString(manifest).replace("\"format\": 1", "\"format\": 2"));
    assertThat(failed("release", "activate", later))
        .contains("format 2 is newer than this version reads (1); update it first");

    Path data = Files.createDirectories(folder.resolve("data"));
    Files.copy(Repository.root().resolve("samples/milia-01.png"), data.resolve("a.png"));
    String annotation =
        "{\"identifier\": \"A-17\", \"diagnosis_info\": {\"diagnosis_name\": \"Milia\"},"
            + " \"photograph\": \"a.png\"}";
    Files.writeString(
        data.resolve("annotations.json"),
        "{\"annotations\": [%s, %s]}".formatted(annotation, annotation));
    assertThat(failed("refresh", "--new", data.toString())).contains("annotation 2 repeats A-17");
    assertThat(failed("refresh", "--new", data.toString(), "--adapters", "tumour15"))
        .contains("A refresh trains no adapter");
    assertThat(store.live().orElseThrow().release()).isEqualTo(first);
    assertThat(store.ids()).hasSize(2);
  }

  private String failed(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--store", folder.resolve("store").toString()));
    Outcome outcome = CommandProcess.run(folder, all.toArray(String[]::new));
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(1);
    List<String> lines =
        outcome.err().lines().filter(line -> line.startsWith("dermstream: ")).toList();
    assertThat(lines).as(outcome.err()).hasSize(1);
    return lines.getFirst();
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
