package dev.dermstream.index.server;

import dev.dermstream.index.Golden;
import dev.dermstream.index.calibration.CalibrationSettings;
import dev.dermstream.index.dbscan.Dbscan;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.search.ImageAttributes;
import dev.dermstream.index.snapshot.Calibrator;
import dev.dermstream.index.snapshot.IndexBuilder;
import dev.dermstream.index.snapshot.TrainingSet;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.platform.release.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A release with the golden index, a tiny one, and a profile without any. */
final class Releases {
  static final String GOLDEN = "golden";
  static final String TINY = "tiny";
  static final String WORDS = "words";

  private Releases() {}

  static Release make(Path directory) throws IOException {
    Golden golden = Golden.read();
    profile(directory, GOLDEN, Golden.CLASSES, Golden.TEMPERATURE);
    new IndexBuilder(new Dbscan(Golden.EPS, Golden.MIN_SAMPLES), Parallelism.sequential())
        .build(
            new TrainingSet(
                golden.embeddings(),
                golden.tensor("class_labels").toInts(),
                IntStream.range(0, 3148).mapToObj(row -> "image-" + row).toList(),
                Golden.CLASSES),
            directory.resolve("profiles/golden/index"));
    profile(directory, TINY, 4, 0.5);
    // Two clusters, of class 0 and class 2, and one vector of class 1 in none.
    new IndexBuilder(new Dbscan(0.05, 2), Parallelism.sequential())
        .build(
            new TrainingSet(
                UnitVectors.of(new float[] {1, 0, 1, 0, 0, 1, 0, 1, -1, 0}, 2),
                new int[] {0, 0, 2, 2, 1},
                List.of("a", "b", "c", "d", "e"),
                List.of(
                    new ImageAttributes("dermoscopy", "back"),
                    new ImageAttributes("clinical", "back"),
                    new ImageAttributes("dermoscopy", "face"),
                    new ImageAttributes("clinical", "face"),
                    ImageAttributes.UNKNOWN),
                4),
            directory.resolve("profiles/tiny/index"));
    profile(directory, WORDS, 2, 1);
    return Release.seal(directory, "trial", "not for clinical use", GOLDEN);
  }

  /** Fits the golden index on the golden queries, and gives its profile a rule of abstention. */
  static void calibrate(Path directory, String abstain) throws IOException {
    Golden golden = Golden.read();
    new Calibrator(new CalibrationSettings(0.9, 10, 0.95, Golden.TEMPERATURE))
        .calibrate(
            directory.resolve("profiles/golden/index"),
            golden.queries(),
            golden.tensor("query_class").toInts());
    profile(directory, GOLDEN, Golden.CLASSES, Golden.TEMPERATURE, abstain);
  }

  /** Writes {@code profile.json} with classes 0 to classes - 1. */
  static void profile(Path release, String name, int classes, double temperature)
      throws IOException {
    profile(release, name, classes, temperature, "{}");
  }

  /** As {@link #profile(Path, String, int, double)}, with {@code abstain} as JSON. */
  static void profile(Path release, String name, int classes, double temperature, String abstain)
      throws IOException {
    Path profile = Files.createDirectories(release.resolve("profiles").resolve(name));
    String labels =
        IntStream.range(0, classes)
            .mapToObj(code ->
                """
                {"id_code": %d, "name_en": "Class %d", "name_ko": "종류 %d"}\
                """
                    .formatted(code, code, code))
            .collect(Collectors.joining(", "));
    Files.writeString(
        profile.resolve("profile.json"),
        """
        {"adapter_id": 0, "output_form": "XML_REPORT", "labels": [%s],
         "prompt_template": "{image}{text}", "prompt_en": "What is it?", "prompt_ko": "무엇입니까?",
         "answers_questions": false, "max_new_tokens": 16, "temperature": %s,
         "abstain": %s}
        """
            .formatted(labels, temperature, abstain));
  }
}
