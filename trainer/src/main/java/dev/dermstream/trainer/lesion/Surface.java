package dev.dermstream.trainer.lesion;

/** What a lesion's surface is like. */
public enum Surface {
  SMOOTH("smooth", "매끄러움", 0.25f, 0f),
  SHINY("smooth and shiny", "매끄럽고 윤기가 있음", 0.6f, 0f),
  MOIST("moist and glistening", "축축하고 번들거림", 1f, 0.015f),
  SCALY("rough and scaly", "거칠고 각질이 있음", 0.05f, 0.03f),
  CRUSTED("crusted", "가피로 덮여 있음", 0.08f, 0.035f),
  WARTY("rough and warty", "거칠고 사마귀 모양임", 0.06f, 0.02f),
  WAXY("waxy", "기름지고 밀랍 같음", 0.3f, 0.02f);

  private final Wording name;
  private final float gloss;
  private final float roughness;

  Surface(String english, String korean, float gloss, float roughness) {
    this.name = new Wording(english, korean);
    this.gloss = gloss;
    this.roughness = roughness;
  }

  /** English predicate; Korean as a noun form. */
  public Wording wording() {
    return name;
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
