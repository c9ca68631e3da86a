package dev.dermstream.trainer.lesion;

import java.util.List;

/** Variants of scenes for comparison. */
final class Scenes {

  private Scenes() {}

  static LesionScene withoutBodies(LesionScene scene) {
    return new LesionScene(
        scene.lesionClass(),
        scene.colours(),
        scene.border(),
        scene.symmetry(),
        scene.surface(),
        scene.elevation(),
        scene.features(),
        List.of(),
        scene.sizeMm(),
        scene.fieldMm(),
        scene.site(),
        scene.skinTone(),
        scene.skin(),
        scene.hairs(),
        scene.freckles(),
        scene.lighting(),
        scene.texture());
  }
}
