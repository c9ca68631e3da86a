package dev.dermstream.trainer.finetune;

import dev.dermstream.trainer.dataset.ManifestFile;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.lesion.LesionDataset;
import dev.dermstream.trainer.lesion.LesionSample;
import dev.dermstream.trainer.lesion.Wording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes a folder with drawn images and a manifest that has everything a recipe may ask for. */
final class DrawnData {
  private static final long SEED = 77;
  private static final String[] MODALITIES = {"clinical", "dermoscopic"};

  private DrawnData() {}

  /** Draws {@code count} images of 15 classes, two of each patient and paper. */
  static Path write(Path folder, int count, int width, int height) throws IOException {
    Files.createDirectories(folder.resolve("images"));
    LesionDataset drawn = new LesionDataset(SEED, width, height);
    List<ManifestRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LesionSample sample = drawn.draw(i);
      String image = String.format(Locale.ROOT, "%06d.jpg", i);
      Files.write(folder.resolve("images").resolve(image), drawn.jpeg(i));
      rows.add(row(i, image, sample));
    }
    ManifestFile.write(folder.resolve("manifest.jsonl"), rows);
    return folder;
  }

  private static ManifestRow row(int i, String image, LesionSample sample) {
    Wording description = sample.description();
    String name = sample.scene().condition().wording().english();
    List<QuestionAnswer> questions = new ArrayList<>();
    sample
        .questions()
        .forEach(pair ->
            questions.add(
                new QuestionAnswer(
                    pair.question().english(),
                    pair.answer().english(),
                    "en",
                    List.of("none of it"))));
    // Two whole rounds of the classes share their groups.
    String group = String.valueOf(i / 30 * 15 + i % 15);
    return new ManifestRow(
        "drawn-" + i,
        image,
        name,
        "patient-" + group,
        "paper-" + group,
        MODALITIES[i / 15 % 2],
        "A picture of " + name + ".",
        questions,
        new TreeMap<>(Map.of("en", description.english(), "ko", description.korean())),
        new TreeMap<>(
            Map.of(
                "lesion_type",
                name,
                "color",
                "brown",
                "symmetry",
                i % 2 == 0 ? "symmetric" : "asymmetric",
                "borders",
                "sharp",
                "texture",
                "smooth",
                "summary",
                description.english())),
        List.of());
  }

  /** Draws a folder: where, how many. */
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]), Integer.parseInt(arguments[1]), 256, 192);
  }
}
