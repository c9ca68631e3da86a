package dev.dermstream.trainer.lesion;

import static dev.dermstream.trainer.lesion.Texel.step;

/** How cysts, openings and vessels under a dermatoscope are painted. Lengths are in radii. */
final class DermoscopyLayers {
  private static final Rgb BLOOD = new Rgb(0.68f, 0.1f, 0.14f);

  private final Rgb skin;
  private final Noise noise;
  private final Noise other;

  DermoscopyLayers(Rgb skin, Noise noise, Noise other) {
    this.skin = skin;
    this.noise = noise;
    this.other = other;
  }

  Layer miliaCysts() {
    Rgb cyst = skin.mix(new Rgb(1, 0.97f, 0.85f), 0.85f);
    return t -> {
      if (t.q > 0.9f) {
        return;
      }
      other.cell(t.x * 3.1f, t.y * 3.1f, t.cell);
      if (t.cell.mark > 0.1f) {
        t.tint(cyst, 0.9f * step(0.3f, 0.12f, t.cell.nearest));
      }
    };
  }

  Layer comedoOpenings() {
    Rgb plug = new Rgb(0.2f, 0.13f, 0.08f);
    return t -> {
      if (t.q > 0.9f) {
        return;
      }
      other.cell(t.x * 3.1f, t.y * 3.1f, t.cell);
      if (t.cell.mark < -0.3f) {
        t.tint(plug, 0.88f * step(0.34f, 0.2f, t.cell.nearest));
      }
    };
  }

  Layer dottedVessels() {
    return t -> {
      if (t.cover == 0) {
        return;
      }
      noise.cell(t.x * 5.2f, t.y * 5.2f, t.cell);
      t.tint(BLOOD, 0.85f * t.cover * step(0.3f, 0.14f, t.cell.nearest));
    };
  }

  /** Few trunks, in focus, that thin out into twigs. */
  Layer arborisingVessels() {
    return t -> {
      if (t.cover == 0) {
        return;
      }
      float warp = 0.4f * other.at(t.x * 2, t.y * 2);
      float trunk = Math.abs(noise.at(t.x * 1.5f + warp, t.y * 1.5f - warp));
      float twig = Math.abs(other.at(t.x * 3.1f - warp, t.y * 3.1f + warp));
      float share = Math.max(step(0.1f, 0.05f, trunk), 0.8f * step(0.07f, 0.03f, twig));
      t.tint(BLOOD, 0.85f * share * t.cover);
    };
  }
}
