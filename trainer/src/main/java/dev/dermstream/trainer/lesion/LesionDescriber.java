package dev.dermstream.trainer.lesion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Describes scenes in two or three short sentences: colour, size, border, symmetry, surface,
 * elevation, site and up to two distinguishing marks, all read from the scene and so all true of
 * the picture. The diagnosis is not named. Stateless and thread-safe.
 */
public final class LesionDescriber {

  private static final int MARKS = 2;

  /** Describes a scene; phrasing and choice of marks come from {@code random}. */
  public Wording describe(LesionScene scene, RandomGenerator random) {
    List<Feature> marks = new ArrayList<>(scene.features());
    marks.remove(Feature.MOTTLING); // The colours are listed one by one.
    Collections.sort(marks);
    while (marks.size() > MARKS) {
      marks.remove(random.nextInt(marks.size()));
    }
    return new Wording(
        new EnglishDescription(scene, marks).phrased(random),
        new KoreanDescription(scene, marks).phrased(random));
  }
}
