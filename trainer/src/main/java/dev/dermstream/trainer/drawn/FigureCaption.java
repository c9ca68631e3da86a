package dev.dermstream.trainer.drawn;

import dev.dermstream.trainer.lesion.Feature;
import dev.dermstream.trainer.lesion.LesionFields;
import dev.dermstream.trainer.lesion.LesionScene;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.random.RandomGenerator;

/** What stands below a figure of a lesion: diagnosis, site, and what is seen. In English. */
final class FigureCaption {
  private FigureCaption() {}

  /**
   * A caption.
   *
   * @param kind of picture, for example {@code clinical}
   * @param figure number in the paper
   */
  static String of(LesionScene scene, String kind, int figure, RandomGenerator random) {
    SortedMap<String, String> fields = LesionFields.of(scene, "");
    String name = scene.condition().wording().english().toLowerCase(Locale.ROOT);
    String site = scene.site().wording().english();
    String border = fields.getOrDefault("borders", "").replace(" and ", ", ");
    String seen =
        (scene.bodies().size() > 1 ? "several " : article(border))
            + border
            + " "
            + fields.get("color")
            + " "
            + fields.get("lesion_type")
            + marks(scene);
    return switch (random.nextInt(3)) {
      case 0 ->
          "Figure %d. %s picture of %s on the %s, showing %s."
              .formatted(figure, capitalised(kind), name, site, seen);
      case 1 ->
          "Figure %d. %s. There %s %s on the %s."
              .formatted(
                  figure, capitalised(name), scene.bodies().size() > 1 ? "are" : "is", seen, site);
      default ->
          "Figure %d. %s on the %s of a patient with %s."
              .formatted(figure, capitalised(seen), site, name);
    };
  }

  private static String marks(LesionScene scene) {
    List<String> marks =
        scene.features().stream()
            .sorted()
            .filter(mark -> mark != Feature.MOTTLING)
            .map(mark -> mark.wording().english())
            .toList();
    return marks.isEmpty() ? "" : " with " + RowTexts.and(marks);
  }

  private static String article(String phrase) {
    return "aeiou".indexOf(phrase.charAt(0)) >= 0 ? "an " : "a ";
  }

  private static String capitalised(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
