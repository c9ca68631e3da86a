package dev.dermstream.trainer.lesion;

/** What a lesion's colour is called and how it is painted on light skin, in sRGB. */
public enum LesionColour {
  SKIN_COLOURED("skin-coloured", "피부색", 0xF0CCB2, 1.0f),
  PINK("pink", "분홍색", 0xE39A92, 0.55f),
  RED("red", "붉은색", 0xC4504A, 0.45f),
  BRIGHT_RED("bright red", "선홍색", 0xC8202A, 0.25f),
  PURPLE("purple-red", "자주색", 0x7E1F45, 0.3f),
  PINK_BROWN("brownish-pink", "분홍빛 갈색", 0xB97C66, 0.75f),
  RED_BROWN("reddish-brown", "적갈색", 0xA85540, 0.6f),
  LIGHT_BROWN("light brown", "연갈색", 0xB07F55, 0.75f),
  BROWN("brown", "갈색", 0x85532F, 0.7f),
  DARK_BROWN("dark brown", "짙은 갈색", 0x4E2C1A, 0.55f),
  BLACK("black", "검은색", 0x1E1618, 0.2f),
  BLUE_GREY("blue-grey", "청회색", 0x5B6680, 0.35f),
  GREY("grey", "회색", 0xB5AA9C, 0.6f),
  YELLOW("yellowish", "노란색", 0xEBD095, 0.5f),
  WHITE("white", "흰색", 0xF8F0D6, 0.3f),
  PEARLY("pearly", "진주색", 0xEFC4BA, 0.5f);

  private final Wording name;
  private final int rgb;
  private final float takesSkin;

  LesionColour(String english, String korean, int rgb, float takesSkin) {
    this.name = new Wording(english, korean);
    this.rgb = rgb;
    this.takesSkin = takesSkin;
  }

  public Wording wording() {
    return name;
  }

  /** Colour as it shows through the given skin: darker skin darkens it, some colours more. */
  Rgb on(Rgb skin) {
    if (this == SKIN_COLOURED) {
      return skin;
    }
    Rgb pure = Rgb.of(rgb);
    return pure.mix(pure.times(skin.over(Rgb.of(SKIN_COLOURED.rgb))), takesSkin);
  }
}
