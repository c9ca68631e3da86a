package dev.dermstream.trainer.finetune;

import static dev.dermstream.trainer.finetune.SmallRun.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.index.snapshot.ClusterIndex;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import dev.dermstream.trainer.assembly.ReleaseAssembly;
import dev.dermstream.trainer.assembly.RunPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs put together to a release. */
class AssembledReleaseTest {
  private static final int IMAGES = 240;
  private static final ReleaseAssembly.Identity IDENTITY =
      new ReleaseAssembly.Identity(
          "small", "Drawn: not for clinical use.", "tumour15", "a command");

  @TempDir static Path shared;
  @TempDir Path folder;

  @BeforeAll
  static void trainTwoProfiles() throws IOException {
    DrawnData.write(shared.resolve("data"), IMAGES, 48, 36);
    train("tumour15-b", "run-b");
    train("lesion-extract", "run-fields");
  }

  private static void train(String recipe, String run) throws IOException {
    new FineTuning(
            request(SmallRun.recipe(shared, recipe, ""), data(), shared.resolve(run), false),
            SmallRun.reader())
        .run();
  }

  @Test
  void holdsEveryProfileWithAdapterCalibratedIndexAndFigures() throws IOException {
    Release release = make(List.of(part("run-b"), part("run-fields")), folder.resolve("release"));

    assertThat(release.defaultProfile()).isEqualTo("tumour15");
    assertThat(release.notice()).contains("not for clinical use");
    for (String name : List.of("tumour15", "lesion-extract")) {
      Profile profile = release.profile(name).orElseThrow();
      assertThat(profile.adapterDirectory()).isPresent();
      try (ClusterIndex index = ClusterIndex.open(profile.indexDirectory())) {
        assertThat(index.calibration()).isPresent();
      }
      JsonObject figures =
          json(folder.resolve("release/metrics.json"))
              .getAsJsonObject("profiles")
              .getAsJsonObject(name);
      assertThat(figures.get("index_top1_accuracy").getAsDouble()).isBetween(0.5, 1.0);
      assertThat(figures.get("index_images").getAsInt())
          .isGreaterThan(figures.get("calibration_images").getAsInt());
      assertThat(figures.getAsJsonObject("adapter").size()).isPositive();
    }
  }

  @Test
  void refusesRunsThatDoNotFitTogether() throws IOException {
    Path out = folder.resolve("release");
    assertThatThrownBy(() -> make(List.of(part("run-b"), part("run-b")), out))
        .isInstanceOf(FineTuneException.class)
        .hasMessageContaining("are both of the profile tumour15");
    assertThatThrownBy(() -> make(List.of(part("run-fields")), out))
        .hasMessageContaining("no run is of the default profile tumour15, only of lesion-extract");
    assertThatThrownBy(() -> part("data")).hasMessageContaining("holds no run that has ended");
    JsonObject foreign = part("run-b").record().deepCopy();
    foreign.addProperty("base", "0".repeat(64));
    RunPart run = part("run-b");
    RunPart other =
        new RunPart(run.folder(), run.data(), run.recipe(), run.limit(), foreign, Optional.empty());
    assertThatThrownBy(() -> make(List.of(other), out))
        .hasMessageContaining("was trained on another base model (000000000000)");
    assertThat(out).doesNotExist();
    assertThatThrownBy(() -> make(List.of(run), shared)).hasMessageContaining("is there already");
  }

  private static Release make(List<RunPart> runs, Path out) throws IOException {
    return new ReleaseAssembly(SmallRun.BASE, Optional.empty(), SmallRun.reader())
        .make(runs, IDENTITY, out);
  }

  private static RunPart part(String run) throws IOException {
    return RunPart.read(shared.resolve(run), data());
  }

  private static Path data() {
    return shared.resolve("data");
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }
}
