package dev.dermstream.trainer.lesion;

/** What a lesion's surface is like. */
public enum Surface {
  SMOOTH("smooth", "매끄러움", "매끄러운", "매끄럽고", "매끄럽습니다", 0.25f, 0f),
  SHINY("smooth and shiny", "매끄럽고 윤기가 있음", "매끄럽고 윤기 있는", "매끄러우며 윤기가 있고", "매끄럽고 윤기가 있습니다", 0.6f, 0f),
  MOIST("moist and glistening", "축축하고 번들거림", "축축하고 번들거리는", "축축하게 번들거리고", "축축하고 번들거립니다", 1f, 0.015f),
  SCALY("rough and scaly", "거칠고 각질이 있음", "거칠고 각질이 있는", "거칠며 각질이 있고", "거칠고 각질이 있습니다", 0.05f, 0.02f),
  CRUSTED("crusted", "가피로 덮여 있음", "가피로 덮인", "가피로 덮여 있고", "가피로 덮여 있습니다", 0.08f, 0.025f),
  WARTY("rough and warty", "거칠고 우툴두툴함", "거칠고 우툴두툴한", "거칠며 우툴두툴하고", "거칠고 우툴두툴합니다", 0.06f, 0.02f),
  WAXY("waxy", "밀랍처럼 기름짐", "밀랍처럼 기름진", "밀랍처럼 기름지고", "밀랍처럼 기름집니다", 0.3f, 0.02f);

  private final Predicate wording;
  private final float gloss;
  private final float roughness;

  Surface(
      String english,
      String noun,
      String modifier,
      String linked,
      String last,
      float gloss,
      float roughness) {
    wording = new Predicate(english, noun, modifier, linked, last);
    this.gloss = gloss;
    this.roughness = roughness;
  }

  /** What is said of it. */
  public Predicate wording() {
    return wording;
  }

  /** Strength of highlights, 0 to 1. */
  float gloss() {
    return gloss;
  }

  /** Height of fine bumps, in radii. */
  float roughness() {
    return roughness;
  }
}
