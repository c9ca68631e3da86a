package dev.dermstream.trainer.lesion;

/** How alike the halves of a lesion are. */
public enum Symmetry {
  SYMMETRIC("symmetric", "대칭적", 0.015f, 1.1f),
  SLIGHTLY_ASYMMETRIC("slightly asymmetric", "약간 비대칭적", 0.09f, 1.28f),
  ASYMMETRIC("asymmetric", "비대칭적", 0.26f, 1.5f);

  private final Predicate wording;
  private final float skew;
  private final float longestAspect;

  Symmetry(String english, String korean, float skew, float longestAspect) {
    wording = Predicate.copula(english, korean);
    this.skew = skew;
    this.longestAspect = longestAspect;
  }

  public Predicate wording() {
    return wording;
  }

  /** Amplitude, in radii, of the outline's broadest bulge. */
  float skew() {
    return skew;
  }

  /** Largest ratio of length to breadth. */
  float longestAspect() {
    return longestAspect;
  }
}
