package dev.dermstream.trainer.lesion;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The features of a lesion by name, in English, as an extraction writes them: {@code lesion_type},
 * {@code color}, {@code symmetry}, {@code borders}, {@code texture} and {@code summary}.
 */
public final class LesionFields {
  private LesionFields() {}

  /**
   * The features of a scene.
   *
   * @param summary the whole in a few sentences
   */
  public static SortedMap<String, String> of(LesionScene scene, String summary) {
    boolean several = scene.bodies().size() > 1;
    SortedMap<String, String> fields = new TreeMap<>();
    fields.put("lesion_type", Morphology.of(scene).english(several));
    fields.put(
        "color",
        English.and(scene.colours().stream().map(colour -> colour.wording().english()).toList()));
    fields.put("symmetry", scene.symmetry().wording().english());
    fields.put("borders", scene.border().wording().english());
    fields.put(
        "texture",
        scene.surface().wording().english() + ", " + scene.elevation().wording().english());
    fields.put("summary", summary);
    return fields;
  }
}
