package dev.dermstream.command;

import dev.dermstream.trainer.dataset.ManifestFile;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.ReadRows;
import dev.dermstream.trainer.region.MarkedImage;
import dev.dermstream.trainer.region.RegionFinderConfig;
import dev.dermstream.trainer.region.RegionFinderRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dermstream train region-finder}. */
@Command(
    name = "region-finder",
    mixinStandardHelpOptions = true,
    description = {
      "Trains the network that finds lesions in full-frame photographs, on images whose "
          + "regions are marked, and writes region_finder.onnx with its weights and figures.",
      "Put the graph and the weights into the model folder of a release. Close-ups belong "
          + "into the data too, with a region as large as the lesion, or they will be cut."
    })
final class RegionFinderCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "D",
      description = {
        "Folder with manifest.jsonl, whose rows have regions, and images/. Can be given again."
      })
  List<Path> data = List.of();

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "New folder.")
  Path out = Path.of("");

  @Option(names = "--steps", description = "Steps of 16 pictures. Default: ${DEFAULT-VALUE}.")
  int steps = 1500;

  @Option(
      names = "--seed",
      description = "Of weights, batches and split. Default: ${DEFAULT-VALUE}.")
  long seed = 1;

  @Override
  public Integer call() throws IOException {
    boolean whole = true;
    List<MarkedImage> images = new ArrayList<>();
    for (Path folder : data) {
      Path manifest = folder.resolve("manifest.jsonl");
      ReadRows read = ManifestFile.read(manifest);
      read.bad().forEach(System.out::println);
      whole &= read.bad().isEmpty();
      for (ManifestRow row : read.rows()) {
        images.add(new MarkedImage(row, ManifestFile.imagesOf(manifest).resolve(row.image())));
      }
    }
    Collections.shuffle(images, new Random(seed));
    try (ServedPictures pictures = ServedPictures.open()) {
      RegionFinderRecipe.Outcome outcome =
          new RegionFinderRecipe(RegionFinderConfig.usual(steps, seed), pictures).make(images, out);
      System.out.println("Trained on " + outcome.trainingPictures() + " pictures");
      System.out.println("Unseen, " + outcome.heldOut());
    }
    return whole ? 0 : Dermstream.EXIT_INCOMPLETE;
  }
}
