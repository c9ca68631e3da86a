package dev.dermstream.trainer.lesion;

/** How a lesion ends. Amplitudes are fractions of its radius. */
public enum Border {
  SMOOTH("well-defined and regular", "뚜렷하고 규칙적", 0.015f, 0.006f, 0.05f),
  ROLLED("well-defined and rolled", "뚜렷하고 말려 올라간 모양", 0.035f, 0.012f, 0.05f),
  WAVY("well-defined and slightly wavy", "뚜렷하고 약간 물결 모양", 0.06f, 0.025f, 0.04f),
  SHARP_IRREGULAR("sharply demarcated but irregular", "뚜렷하나 불규칙적", 0.15f, 0.045f, 0.04f),
  NOTCHED("irregular and notched", "불규칙하고 패인 모양", 0.2f, 0.075f, 0.07f),
  JAGGED("sharp and jagged", "선명하고 들쭉날쭉한 모양", 0.05f, 0.15f, 0.04f),
  ILL_DEFINED("ill-defined", "불분명한 모양", 0.12f, 0.03f, 0.38f),
  FADING("regular but fading into the skin", "규칙적이나 주변으로 옅어지는 모양", 0.02f, 0.01f, 0.2f);

  private final Wording name;
  private final float lobes;
  private final float teeth;
  private final float softness;

  Border(String english, String korean, float lobes, float teeth, float softness) {
    this.name = new Wording(english, korean);
    this.lobes = lobes;
    this.teeth = teeth;
    this.softness = softness;
  }

  /** English predicate; Korean predicate without its copula. */
  public Wording wording() {
    return name;
  }

  /** Amplitude of a few broad bulges. */
  float lobes() {
    return lobes;
  }

  /** Amplitude of many small notches. */
  float teeth() {
    return teeth;
  }

  /** Width over which the colour fades. */
  float softness() {
    return softness;
  }
}
