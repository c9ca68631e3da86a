package dev.dermstream.trainer.lesion;

import java.util.List;
import java.util.random.RandomGenerator;

/** The Korean sentences of one scene. */
final class KoreanDescription {

  private final String noun;
  private final String size;
  private final String site;
  private final Predicate border;
  private final Predicate symmetry;
  private final Predicate surface;
  private final Predicate elevation;
  private final List<String> marks;

  KoreanDescription(LesionScene scene, List<Feature> marks) {
    int bodies = scene.bodies().size();
    String count = bodies == 1 ? "" : bodies == 2 ? " 두 개" : " 여러 개";
    List<String> colours =
        scene.colours().stream().map(colour -> colour.wording().korean()).toList();
    String coloured = Korean.and(colours);
    noun =
        (colours.size() == 1 ? coloured : Korean.subject(coloured) + " 섞인")
            + " "
            + Morphology.of(scene).korean()
            + count;
    size = Millimetres.text(scene.sizeMm());
    site = scene.site().wording().korean();
    border = scene.border().wording();
    symmetry = scene.symmetry().wording();
    surface = scene.surface().wording();
    elevation = scene.elevation().wording();
    this.marks = marks.stream().map(mark -> mark.wording().korean()).toList();
  }

  String phrased(RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> inOrder();
      case 1 -> elevationFirst();
      default -> sizeLast();
    };
  }

  private String inOrder() {
    return "%s에 약 %s mm 크기의 %s 있습니다. 모양은 %s 경계는 %s. 표면은 %s %s.%s"
        .formatted(
            site,
            size,
            Korean.subject(noun),
            symmetry.koreanLinked(),
            border.koreanLast(),
            surface.koreanLinked(),
            elevation.koreanLast(),
            marks(" 보입니다."));
  }

  private String elevationFirst() {
    return "%s에서 %s mm 크기의 %s %s 관찰됩니다. 경계는 %s. 모양은 %s 표면은 %s.%s"
        .formatted(
            site,
            size,
            elevation.koreanModifier(),
            Korean.subject(noun),
            border.koreanLast(),
            symmetry.koreanLinked(),
            surface.koreanLast(),
            marks(" 함께 보입니다."));
  }

  private String sizeLast() {
    return "%s에 표면이 %s %s 있으며 크기는 약 %s mm입니다. 병변은 %s 모양은 %s, 경계는 %s.%s"
        .formatted(
            site,
            surface.koreanModifier(),
            Korean.subject(noun),
            size,
            elevation.koreanLinked(),
            symmetry.koreanLinked(),
            border.koreanLast(),
            marks(" 관찰됩니다."));
  }

  private String marks(String after) {
    return marks.isEmpty() ? "" : " " + Korean.subject(Korean.and(marks)) + after;
  }
}
