package dev.dermstream.trainer.refresh;

import dev.dermstream.index.calibration.CalibrationSettings;
import dev.dermstream.index.dbscan.Dbscan;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.search.ImageAttributes;
import dev.dermstream.index.server.IndexReleaseCheck;
import dev.dermstream.index.snapshot.Calibrator;
import dev.dermstream.index.snapshot.IndexBuilder;
import dev.dermstream.index.snapshot.TrainingSet;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.release.ReleaseCheck;
import dev.dermstream.platform.release.ReleaseDraft;
import dev.dermstream.platform.release.ReleaseStore;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A release on a plane: an image is a file that holds the angle of its embedding, in degrees. Four
 * nevi lie at 0 to 3 degrees, four milia at 94 to 97.
 */
final class AngleRelease {
  static final ImageAttributes ATTRIBUTES = new ImageAttributes("dermoscopy", "back");

  private AngleRelease() {}

  /**
   * Publishes it and makes it live.
   *
   * @param rule continues {@code profile.json}
   * @param calibrated whether its index is
   * @return its id
   */
  static String publish(ReleaseStore store, Path folder, String rule, boolean calibrated)
      throws IOException {
    Path draft = Files.createTempDirectory(folder, "draft");
    Path profile = Files.createDirectories(draft.resolve("profiles/skin"));
    Files.writeString(profile.resolve("profile.json"), profile(rule));
    Path index = profile.resolve("index");
    new IndexBuilder(new Dbscan(0.01, 2), Parallelism.sequential())
        .build(
            new TrainingSet(
                onCircle(0, 1, 2, 3, 94, 95, 96, 97),
                new int[] {0, 0, 0, 0, 1, 1, 1, 1},
                IntStream.range(0, 8).mapToObj(i -> "old-" + i).toList(),
                Collections.nCopies(8, ATTRIBUTES),
                3),
            index);
    if (calibrated) {
      new Calibrator(new CalibrationSettings(0.5, 2, 0.5, 0.1))
          .calibrate(index, onCircle(1, 4, 93, 96), new int[] {0, 0, 1, 1});
    }
    Release.seal(draft, "trial", "", "skin");
    String id = store.build(ReleaseDraft.of(draft), new IndexReleaseCheck()).id();
    store.activate(id, ReleaseCheck.NONE, false, "");
    return id;
  }

  /** Embeds an image as the cluster would that serves a release. */
  static ImageEmbedder embedder(String release) {
    return (image, profile) ->
        new ImageEmbedder.Embedded(
            release, onCircle(Integer.parseInt(new String(image, StandardCharsets.UTF_8))).row(0));
  }

  /** An image in a folder and its annotation. */
  static String annotation(Path data, String identifier, String diagnosis, int degrees)
      throws IOException {
    Files.createDirectories(data);
    Files.writeString(data.resolve(identifier + ".txt"), Integer.toString(degrees));
    return """
    {"identifier": "%s", "diagnosis_info": {"diagnosis_name": "%s"}, "photograph": "%s.txt"}
    """
        .formatted(identifier, diagnosis, identifier);
  }

  static Path annotate(Path data, List<String> annotations) throws IOException {
    Files.createDirectories(data);
    Files.writeString(
        data.resolve("annotations.json"),
        "{\"annotations\": [" + String.join(",", annotations) + "]}");
    return data;
  }

  /** A file of held-out embeddings. */
  static Path heldOut(Path file, int[] classes, int... degrees) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("embeddings", Tensor.ofFloats(onCircle(degrees).values(), degrees.length, 2));
    tensors.put("class_labels", Tensor.ofInts(classes, classes.length));
    Safetensors.write(file, tensors);
    return file;
  }

  static UnitVectors onCircle(int... degrees) {
    float[] values = new float[2 * degrees.length];
    for (int i = 0; i < degrees.length; i++) {
      double radians = Math.toRadians(degrees[i]);
      values[2 * i] = (float) Math.cos(radians);
      values[2 * i + 1] = (float) Math.sin(radians);
    }
    return UnitVectors.of(values, 2);
  }

  private static String profile(String rule) {
    return """
    {"adapter_id": 0, "output_form": "XML_REPORT",
     "labels": [{"id_code": 0, "name_en": "Nevus", "name_ko": "모반"},
                {"id_code": 1, "name_en": "Milia", "name_ko": "비립종"},
                {"id_code": 2, "name_en": "Melanoma", "name_ko": "흑색종"}],
     "prompt_template": "{image}{text}", "prompt_en": "What?", "prompt_ko": "무엇?",
     "answers_questions": false, "max_new_tokens": 16, "temperature": 0.1 %s}
    """
        .formatted(rule);
  }
}
