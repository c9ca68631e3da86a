package dev.dermstream.trainer.lesion;

import static dev.dermstream.trainer.lesion.Texel.bump;
import static dev.dermstream.trainer.lesion.Texel.step;

/** How pus, crust, scale and ulcers of inflamed skin are painted. Lengths are in radii. */
final class InfectionLayers {
  private static final Rgb PUS = new Rgb(0.97f, 0.92f, 0.68f);

  private final Rgb skin;
  private final Noise noise;
  private final Noise other;

  InfectionLayers(Rgb skin, Noise noise, Noise other) {
    this.skin = skin;
    this.noise = noise;
    this.other = other;
  }

  Layer silveryScale() {
    Rgb scale = skin.mix(new Rgb(0.95f, 0.95f, 0.94f), 0.9f);
    return t -> {
      float torn = 0.15f * other.at(t.x * 8, t.y * 8);
      float patch = noise.rough(t.x * 2.6f, t.y * 2.6f) + torn;
      float share = step(-0.3f, 0.12f, patch) * step(0.95f, 0.8f, t.q + torn);
      t.tint(scale, 0.85f * share);
      t.shade(1 + 0.1f * share * other.at(t.x * 11, t.y * 4));
      t.relief += 0.05f * share;
      t.gloss += 0.1f * share;
    };
  }

  Layer honeyCrust() {
    Rgb honey = new Rgb(0.87f, 0.62f, 0.2f).mix(skin, 0.1f);
    Rgb amber = new Rgb(0.55f, 0.3f, 0.08f);
    return t -> {
      float patch =
          noise.rough(t.x * 2.3f, t.y * 2.3f) + 0.3f * other.at(t.x * 6, t.y * 6) - 0.5f * t.q;
      float share = step(-0.5f, -0.25f, patch) * step(1.05f, 0.9f, t.q);
      if (share == 0) {
        return;
      }
      t.tint(honey, 0.92f * share);
      other.cell(t.x * 3.2f, t.y * 3.2f, t.cell);
      t.tint(amber, 0.6f * share * step(0.25f, 0.02f, t.cell.second - t.cell.nearest));
      t.relief += share * (0.1f + 0.05f * other.at(t.x * 7, t.y * 7));
      t.gloss += 0.3f * share;
    };
  }

  Layer pustule() {
    return t -> {
      float top = step(0.56f, 0.44f, t.q);
      t.tint(PUS, 0.95f * top);
      t.relief += 0.25f * step(0.56f, 0.1f, t.q);
      t.gloss += 0.35f * top;
    };
  }

  Layer centralHair() {
    Rgb hair = new Rgb(0.12f, 0.08f, 0.06f);
    return t -> {
      float bend = 0.15f * t.x * t.x;
      t.tint(hair, 0.85f * step(0.1f, 0.03f, Math.abs(t.y - bend)) * step(-0.1f, 0, t.x));
    };
  }

  Layer necroticCore() {
    Rgb rim = new Rgb(0.5f, 0.08f, 0.12f);
    return t -> {
      float edge = t.q + 0.07f * noise.at(t.x * 4, t.y * 4);
      t.tint(rim, 0.6f * bump(0.36f, 0.22f, edge));
      float core = step(0.3f, 0.2f, edge);
      t.tint(PUS.times(new Rgb(0.92f, 0.88f, 0.75f)), 0.95f * core);
      t.tint(rim, 0.8f * step(0.1f, 0.04f, edge));
      t.relief += 0.14f * step(0.4f, 0.05f, t.q);
    };
  }

  /** From outside: an inflamed rim, the wall of the ulcer, its yellow floor, the crust. */
  Layer eschar() {
    Rgb rim = LesionColour.PURPLE.on(skin).mix(LesionColour.RED.on(skin), 0.5f);
    Rgb floor = new Rgb(0.78f, 0.66f, 0.38f);
    Rgb crust = new Rgb(0.14f, 0.09f, 0.07f);
    return t -> {
      float edge = t.q + 0.1f * noise.at(t.x * 3, t.y * 3);
      t.tint(rim, 0.8f * bump(0.86f, 0.25f, t.q));
      t.tint(floor, 0.85f * step(0.76f, 0.7f, edge));
      float inside = step(0.64f, 0.56f, edge);
      t.tint(crust, 0.93f * inside);
      t.shade(1 + 0.5f * inside * Math.max(0, other.at(t.x * 5, t.y * 5)));
      t.relief += 0.12f * bump(0.88f, 0.2f, t.q) - 0.25f * bump(0.7f, 0.12f, edge);
      t.relief += inside * 0.08f * other.at(t.x * 6, t.y * 6);
      t.gloss *= 1 - 0.5f * inside;
    };
  }

  Layer advancingEdge() {
    Rgb bright = LesionColour.BRIGHT_RED.on(skin);
    return t -> {
      float ridge = bump(0.9f, 0.16f, t.q);
      t.tint(skin, t.cover * (0.22f + 0.15f * noise.at(t.x * 2, t.y * 2)));
      t.tint(bright, 0.4f * ridge);
      t.relief += 0.04f * ridge;
      t.gloss += 0.3f * t.cover;
    };
  }

  Layer pits() {
    Rgb hollow = skin.times(new Rgb(0.5f, 0.42f, 0.36f));
    return t -> {
      if (t.cover == 0) {
        return;
      }
      noise.cell(t.x * 6.5f, t.y * 6.5f, t.cell);
      if (t.cell.mark > -0.3f + 0.8f * other.at(t.x * 2, t.y * 2)) {
        float pit = t.cover * step(0.4f, 0.24f, t.cell.nearest);
        t.tint(hollow, 0.75f * pit);
        t.relief -= 0.05f * pit;
      }
    };
  }
}
