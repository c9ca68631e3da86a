package dev.dermstream.command;

import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.trainer.dataset.BadRow;
import dev.dermstream.trainer.dataset.DatasetException;
import dev.dermstream.trainer.dataset.ImageReader;
import dev.dermstream.trainer.dataset.PlacedRow;
import dev.dermstream.trainer.dataset.ReadRows;
import dev.dermstream.trainer.duplicates.Copy;
import dev.dermstream.trainer.duplicates.DuplicateReport;
import dev.dermstream.trainer.duplicates.Finding;
import dev.dermstream.trainer.duplicates.ImageDuplicates;
import dev.dermstream.trainer.duplicates.Side;
import dev.dermstream.trainer.duplicates.TextDuplicates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the search for near-duplicates, and the search. */
final class DuplicateSearch {
  private static final double TEXT_SIMILARITY = 0.8;
  private static final int BATCH = 16;

  @Option(
      names = "--text-similarity",
      paramLabel = "S",
      description =
          "Least Jaccard index of the word shingles of captions, descriptions, and questions "
              + "with their answers, 0.1 to 1; 0.8 is usual.")
  @Nullable Double textSimilarity;

  @Option(
      names = "--most-shared",
      defaultValue = "10",
      paramLabel = "N",
      description =
          "A text of more rows is a form and no copy: it is counted and left out. Default: "
              + "${DEFAULT-VALUE}.")
  int mostShared;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Model directory of a release, whose vision encoder embeds the images.")
  @Nullable Path model;

  @Option(
      names = "--image-similarity",
      defaultValue = "0.98",
      paramLabel = "S",
      description = "Least cosine of two images, 0.5 to under 1. Default: ${DEFAULT-VALUE}.")
  double imageSimilarity;

  /** Whether something was asked for. */
  boolean isWanted() {
    return textSimilarity != null || model != null;
  }

  /**
   * Searches, prints what was compared, and lists images that cannot be used.
   *
   * @param sides by their names
   * @param images folder of the images; needed with a model
   * @param bad takes rows whose image cannot be used
   */
  DuplicateReport run(SequencedMap<String, ReadRows> sides, @Nullable Path images, List<BadRow> bad)
      throws IOException {
    TextDuplicates texts =
        new TextDuplicates(textSimilarity == null ? TEXT_SIMILARITY : textSimilarity, mostShared);
    ImageDuplicates pictures = new ImageDuplicates(imageSimilarity);
    if ((model == null) != (images == null)) {
      throw new IllegalArgumentException("images are compared by --images and --model together");
    }
    List<Side> compared = new ArrayList<>();
    sides.forEach((name, rows) -> compared.add(new Side(name, rows.rows())));
    TextDuplicates.Outcome outcome = texts.find(compared);
    System.out.printf(
        "%d texts compared, %d that over %d rows share left out%n",
        outcome.texts(), outcome.forms(), mostShared);
    List<Finding> findings = new ArrayList<>(outcome.findings());
    if (model != null && images != null) {
      List<ImageDuplicates.Embedded> embedded =
          embedded(model, new ImageReader(images), sides, bad);
      System.out.printf("%d images compared%n", embedded.size());
      findings.addAll(
          pictures.find(
              embedded,
              new Parallelism(
                  ForkJoinPool.commonPool(), Runtime.getRuntime().availableProcessors())));
    }
    return new DuplicateReport(findings);
  }

  private static List<ImageDuplicates.Embedded> embedded(
      Path model, ImageReader reader, Map<String, ReadRows> sides, List<BadRow> bad)
      throws IOException {
    int count = sides.values().stream().mapToInt(rows -> rows.good().size()).sum();
    try (ProgressLine progress = new ProgressLine("Images", count)) {
      return ModelEmbeddings.use(
          model,
          embeddings -> {
            List<ImageDuplicates.Embedded> all = new ArrayList<>();
            List<Copy> waiting = new ArrayList<>();
            List<PixelValues> pixels = new ArrayList<>();
            for (Map.Entry<String, ReadRows> side : sides.entrySet()) {
              for (PlacedRow row : side.getValue().good()) {
                try {
                  pixels.add(embeddings.pixels(reader.read(row.row().image())));
                  waiting.add(
                      new Copy(side.getKey(), row.row().identifier(), "image", row.row().image()));
                } catch (DatasetException e) {
                  bad.add(new BadRow(row.place(), String.valueOf(e.getMessage())));
                }
                progress.step(() -> {});
                if (pixels.size() == BATCH) {
                  embed(embeddings, waiting, pixels, all);
                }
              }
            }
            embed(embeddings, waiting, pixels, all);
            return all;
          });
    }
  }

  private static void embed(
      ModelEmbeddings embeddings,
      List<Copy> waiting,
      List<PixelValues> pixels,
      List<ImageDuplicates.Embedded> all) {
    if (pixels.isEmpty()) {
      return;
    }
    List<float[]> vectors = embeddings.embed(pixels);
    for (int i = 0; i < vectors.size(); i++) {
      all.add(new ImageDuplicates.Embedded(waiting.get(i), vectors.get(i)));
    }
    waiting.clear();
    pixels.clear();
  }
}
