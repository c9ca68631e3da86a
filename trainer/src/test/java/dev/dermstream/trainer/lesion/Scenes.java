package dev.dermstream.trainer.lesion;

import java.util.List;

/** Variants of scenes for comparison. */
final class Scenes {

  private Scenes() {}

  static LesionScene withoutBodies(LesionScene scene) {
    return with(scene, List.of(), scene.hairs(), scene.lighting());
  }

  /** Light from straight ahead that shows colours as they are, and no hair. */
  static LesionScene evenlyLit(LesionScene scene) {
    return with(scene, scene.bodies(), 0, new Lighting(0, 0, 1, 0, 1, 0, 0, 0, 0, 0));
  }

  private static LesionScene with(
      LesionScene scene, List<Body> bodies, int hairs, Lighting lighting) {
    return new LesionScene(
        scene.condition(),
        scene.setting(),
        scene.colours(),
        scene.border(),
        scene.symmetry(),
        scene.surface(),
        scene.elevation(),
        scene.features(),
        bodies,
        scene.sizeMm(),
        scene.fieldMm(),
        scene.site(),
        scene.skinTone(),
        scene.skin(),
        hairs,
        scene.freckles(),
        lighting,
        scene.texture());
  }
}
