package dev.dermstream.trainer.lesion;

/**
 * The primary lesions of dermatology, told by elevation and size (10 mm divides small from large).
 */
enum Morphology {
  MACULE("macule", "macules", "반점"),
  PATCH("patch", "patches", "반"),
  PAPULE("papule", "papules", "구진"),
  PLAQUE("plaque", "plaques", "판"),
  NODULE("nodule", "nodules", "결절");

  private static final float LARGE_MM = 10;

  private final String singular;
  private final String plural;
  private final String korean;

  Morphology(String singular, String plural, String korean) {
    this.singular = singular;
    this.plural = plural;
    this.korean = korean;
  }

  static Morphology of(LesionScene scene) {
    boolean large = scene.sizeMm() >= LARGE_MM;
    return switch (scene.elevation()) {
      case FLAT -> large ? PATCH : MACULE;
      case SLIGHTLY_RAISED, SWOLLEN -> large ? PLAQUE : PAPULE;
      case RAISED, DOME -> large ? NODULE : PAPULE;
    };
  }

  String english(boolean several) {
    return several ? plural : singular;
  }

  String korean() {
    return korean;
  }
}
