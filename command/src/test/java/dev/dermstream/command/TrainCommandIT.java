package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.command.CommandProcess.Outcome;
import dev.dermstream.trainer.lesion.LesionDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dermstream train --recipe} as processes. */
class TrainCommandIT {
  private static final int IMAGES = 180;

  @TempDir Path folder;

  @Test
  void aRecipeIsTrainedOnImportedImagesAndWhatCannotBeTrainedIsRefusedInALine() throws Exception {
    Path data = folder.resolve("data");
    new LesionDataset(5, 48, 36).write(data, 0, IMAGES, written -> {});
    Path manifest = data.resolve("manifest.jsonl");
    Outcome imported =
        CommandProcess.run(
            folder,
            "dataset",
            "import",
            "--from",
            "aihub",
            "--data",
            data.toString(),
            "--out",
            manifest.toString());
    assertThat(imported.status()).as(imported.err()).isZero();
    Path recipe =
        Files.writeString(
            folder.resolve("clinic.conf"),
            """
            include classpath("recipes/tumour15-a.conf")
            recipe {
              profile = clinic, base-bits = 32, context = 1024
              data { shares = [0.7, 0.3], validation-share = 0.3 }
              training { steps = 2, batch = 2, warmup-steps = 1 }, lora.rank = 2
              evaluation.examples = 4, test { images = 2, max-new-tokens = 4, replicates = 100 }
            }
            """);
    Path run = folder.resolve("run");

    Outcome trained =
        train("--recipe", recipe.toString(), "--data", data.toString(), "--out", run.toString());

    assertThat(trained.status()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("accuracy", "Run: " + run);
    JsonObject record =
        JsonParser.parseString(Files.readString(run.resolve("run.json"))).getAsJsonObject();
    assertThat(record.get("recipe").getAsString()).isEqualTo("clinic");
    assertThat(record.get("steps").getAsInt()).isEqualTo(2);
    assertThat(run.resolve("adapter/adapter_model.safetensors")).isNotEmptyFile();
    assertThat(run.resolve("evaluation/metrics.json")).isNotEmptyFile();

    Outcome again =
        train("--recipe", recipe.toString(), "--data", data.toString(), "--out", run.toString());
    assertThat(again.status()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(again.err()).contains("dermstream: " + run + " holds a run that has ended");
  }

  @Test
  void aRegionFinderIsTrainedOnDrawnFrames() throws Exception {
    Path frames = folder.resolve("frames");
    Outcome drawn =
        CommandProcess.run(
            folder,
            "dataset",
            "draw",
            "--set",
            "full-frame",
            "--count",
            "24",
            "--width",
            "96",
            "--height",
            "72",
            "--out",
            frames.toString());
    assertThat(drawn.status()).as(drawn.err()).isZero();
    Path out = folder.resolve("finder");

    Outcome trained =
        train("region-finder", "--data", frames.toString(), "--steps", "4", "--out", "" + out);

    assertThat(trained.status()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("Trained on 20 pictures", "Unseen, 4 pictures: precision");
    assertThat(out.resolve("region_finder.onnx")).isNotEmptyFile();
    assertThat(out.resolve("region_finder.safetensors")).isNotEmptyFile();
    Outcome again =
        train("region-finder", "--data", frames.toString(), "--steps", "4", "--out", "" + out);
    assertThat(again.status()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(again.err()).contains("finder is there already");
  }

  @Test
  void recipesAreListedAndMistakesNamed() throws Exception {
    assertThat(CommandProcess.run(folder, "train", "--list").out().lines())
        .contains(
            "tumour15-a", "bacterial-vqa-both-500", "pigmented8", "lesion-extract", "mm-skin");
    Path wrong = Files.writeString(folder.resolve("w.conf"), "recipe { lora.rnak = 4 }");
    Outcome refused =
        CommandProcess.run(
            folder,
            "train",
            "--variant",
            "demonstration",
            "--recipe",
            wrong.toString(),
            "--data",
            folder.toString());
    assertThat(refused.status()).isEqualTo(Dermstream.EXIT_USAGE);
    assertThat(refused.err()).contains("recipe.lora.rnak is no key of a recipe");
  }

  /** With the training engine, as ./dermstream adds it. */
  private Outcome train(String... arguments) throws IOException, InterruptedException {
    List<Path> engine;
    try (Stream<Path> jars = Files.list(Path.of("target", "dist", "lib-train"))) {
      engine = jars.map(Path::toAbsolutePath).toList();
    }
    List<String> all = new ArrayList<>(List.of("train"));
    all.addAll(List.of(arguments));
    Process process = CommandProcess.start(folder, List.of(), engine, all);
    return CommandProcess.outcome(folder, process);
  }
}
