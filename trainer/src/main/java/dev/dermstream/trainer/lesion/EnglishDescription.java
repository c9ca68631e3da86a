package dev.dermstream.trainer.lesion;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The English sentences of one scene. */
final class EnglishDescription {

  private final boolean several;
  private final String count;
  private final String noun;
  private final String size;
  private final String site;
  private final String border;
  private final String symmetry;
  private final String surface;
  private final String elevation;
  private final List<String> marks;

  EnglishDescription(LesionScene scene, List<Feature> marks) {
    several = scene.bodies().size() > 1;
    count = scene.bodies().size() == 2 ? "two" : "several";
    noun =
        English.and(scene.colours().stream().map(colour -> colour.wording().english()).toList())
            + " "
            + Morphology.of(scene).english(several);
    size = Millimetres.text(scene.sizeMm());
    site = scene.site().wording().english();
    border = scene.border().wording().english();
    symmetry = scene.symmetry().wording().english();
    surface = scene.surface().wording().english();
    elevation = scene.elevation().wording().english();
    this.marks = marks.stream().map(mark -> mark.wording().english()).toList();
  }

  String phrased(RandomGenerator random) {
    return English.capitalised(
        switch (random.nextInt(3)) {
          case 0 -> inOrder();
          case 1 -> siteFirst();
          default -> sizeLast();
        });
  }

  private String inOrder() {
    List<String> seen = new ArrayList<>(List.of(English.article(surface) + " surface"));
    seen.addAll(marks);
    return "%s of %s mm on the %s, %s, with %s. The border is %s."
        .formatted(
            counted(symmetry + " " + noun), size, site, elevation, English.and(seen), border);
  }

  private String siteFirst() {
    return "on the %s there %s %s of %s mm. The shape is %s, the border %s, the surface %s%s."
        .formatted(
            site,
            several ? "are" : "is",
            counted(elevation + " " + noun),
            size,
            symmetry,
            border,
            surface,
            marks(", showing "));
  }

  private String sizeLast() {
    return "%s on the %s, %s mm in size%s. %s %s and %s, its surface %s, its border %s."
        .formatted(
            counted(noun),
            site,
            size,
            marks(", with "),
            several ? "Each is" : "It is",
            elevation,
            symmetry,
            surface,
            border);
  }

  private String counted(String phrase) {
    return several ? count + " " + phrase : English.article(phrase);
  }

  private String marks(String before) {
    return marks.isEmpty() ? "" : before + English.and(marks);
  }
}
