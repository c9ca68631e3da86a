package dev.dermstream.trainer.lesion;

/** How a lesion ends. Amplitudes are fractions of its radius. */
public enum Border {
  SMOOTH(Predicate.copula("well-defined and regular", "뚜렷하고 규칙적"), 0.015f, 0.006f, 0.05f),
  ROLLED(
      new Predicate(
          "well-defined and rolled",
          "뚜렷하고 말려 올라감",
          "뚜렷하고 말려 올라간",
          "뚜렷하고 말려 올라가 있으며",
          "뚜렷하고 말려 올라가 있습니다"),
      0.035f,
      0.012f,
      0.05f),
  WAVY(Predicate.copula("well-defined and slightly wavy", "뚜렷하고 약간 물결 모양"), 0.06f, 0.025f, 0.04f),
  SHARP_IRREGULAR(
      Predicate.copula("sharply demarcated but irregular", "뚜렷하지만 불규칙적"), 0.15f, 0.045f, 0.04f),
  NOTCHED(
      new Predicate(
          "irregular and notched",
          "불규칙하고 군데군데 패임",
          "불규칙하고 군데군데 패인",
          "불규칙하고 군데군데 패여 있으며",
          "불규칙하고 군데군데 패여 있습니다"),
      0.2f,
      0.075f,
      0.07f),
  JAGGED(
      new Predicate("sharp and jagged", "선명하고 들쭉날쭉함", "선명하고 들쭉날쭉한", "선명하고 들쭉날쭉하며", "선명하고 들쭉날쭉합니다"),
      0.05f,
      0.15f,
      0.04f),
  ILL_DEFINED(new Predicate("ill-defined", "불분명함", "불분명한", "불분명하며", "불분명합니다"), 0.12f, 0.03f, 0.38f),
  FADING(
      new Predicate(
          "regular but fading into the skin",
          "규칙적이나 주변으로 옅어짐",
          "규칙적이나 주변으로 옅어지는",
          "규칙적이나 주변으로 옅어지며",
          "규칙적이나 주변으로 옅어집니다"),
      0.02f,
      0.01f,
      0.2f);

  private final Predicate wording;
  private final float lobes;
  private final float teeth;
  private final float softness;

  Border(Predicate wording, float lobes, float teeth, float softness) {
    this.wording = wording;
    this.lobes = lobes;
    this.teeth = teeth;
    this.softness = softness;
  }

  /** What is said of it. */
  public Predicate wording() {
    return wording;
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
