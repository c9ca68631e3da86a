package dev.dermstream.trainer.lesion;

/** How far a lesion stands above the skin. */
public enum Elevation {
  FLAT("flat", "편평함", "편평한", "편평하고", "편평합니다", 0f),
  SLIGHTLY_RAISED("slightly raised", "약간 융기됨", "약간 융기된", "약간 융기되어 있고", "약간 융기되어 있습니다", 0.1f),
  RAISED("raised", "융기됨", "융기된", "융기되어 있고", "융기되어 있습니다", 0.27f),
  DOME("dome-shaped", "돔 모양으로 솟음", "돔 모양으로 솟은", "돔 모양으로 솟아 있고", "돔 모양으로 솟아 있습니다", 0.42f),
  SWOLLEN("diffusely swollen", "미만성으로 부어 있음", "미만성으로 부은", "미만성으로 부어 있고", "미만성으로 부어 있습니다", 0.3f);

  private final Predicate wording;
  private final float height;

  Elevation(
      String english, String noun, String modifier, String linked, String last, float height) {
    wording = new Predicate(english, noun, modifier, linked, last);
    this.height = height;
  }

  /** What is said of it. */
  public Predicate wording() {
    return wording;
  }

  /** Height of the middle, in radii. */
  float height() {
    return height;
  }
}
