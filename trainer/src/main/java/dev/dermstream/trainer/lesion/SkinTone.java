package dev.dermstream.trainer.lesion;

/** Fitzpatrick skin types (Fitzpatrick 1988), lightest first. */
public enum SkinTone {
  I("very fair", "매우 밝은", 0xF8DACA),
  II("fair", "밝은", 0xEDC6AC),
  III("light brown", "연한 갈색의", 0xDBB08F),
  IV("olive", "올리브색의", 0xBC8B68),
  V("brown", "갈색의", 0x936648),
  VI("dark brown", "짙은 갈색의", 0x694632);

  private final Wording name;
  private final Rgb colour;

  SkinTone(String english, String korean, int rgb) {
    name = new Wording(english, korean);
    colour = Rgb.of(rgb);
  }

  public Wording wording() {
    return name;
  }

  Rgb colour() {
    return colour;
  }
}
