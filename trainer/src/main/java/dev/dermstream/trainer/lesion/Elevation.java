package dev.dermstream.trainer.lesion;

/** How far a lesion stands above the skin. */
public enum Elevation {
  FLAT("flat", "편평함", 0f),
  SLIGHTLY_RAISED("slightly raised", "약간 융기됨", 0.1f),
  RAISED("raised", "융기됨", 0.3f),
  DOME("dome-shaped", "돔 모양으로 솟음", 0.5f);

  private final Wording name;
  private final float height;

  Elevation(String english, String korean, float height) {
    this.name = new Wording(english, korean);
    this.height = height;
  }

  /** English predicate; Korean as a noun form. */
  public Wording wording() {
    return name;
  }

  /** Height of the middle, in radii. */
  float height() {
    return height;
  }
}
