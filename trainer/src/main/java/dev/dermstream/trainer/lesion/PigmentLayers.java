package dev.dermstream.trainer.lesion;

import static dev.dermstream.trainer.lesion.Texel.bump;
import static dev.dermstream.trainer.lesion.Texel.step;

/** How the marks of pigment are painted. Lengths are in radii, frequencies per radius. */
final class PigmentLayers {
  private static final Rgb DARK = new Rgb(0.2f, 0.12f, 0.09f);

  private final Rgb skin;
  private final Noise noise;
  private final Noise other;

  PigmentLayers(Rgb skin, Noise noise, Noise other) {
    this.skin = skin;
    this.noise = noise;
    this.other = other;
  }

  /** Skin lies over it. */
  Layer deep() {
    return t -> t.tint(skin, t.cover * (0.42f + 0.15f * noise.at(t.x, t.y)));
  }

  /** Skin shows through in gaps of all sizes. */
  Layer reticulation() {
    return t -> {
      float gaps = noise.rough(t.x * 2.6f, t.y * 2.6f) + 0.6f * other.at(t.x * 7, t.y * 7);
      t.tint(skin, t.cover * (0.18f + 0.55f * step(-0.45f, 0.75f, gaps)));
    };
  }

  Layer fingerprint() {
    Rgb line = LesionColour.BROWN.on(skin);
    float lean = 1.5f * noise.at(5.5f, 2.2f);
    return t -> {
      float place = 3.2f * (t.x + lean * t.y) + 1.6f * noise.at(t.x * 1.8f, t.y * 1.8f);
      float within = Math.abs(place - Math.round(place));
      t.tint(line, 0.45f * t.cover * step(0.34f, 0.12f, within));
      float blotch = other.rough(t.x * 2, t.y * 2);
      t.tint(skin, 0.3f * t.cover * step(0.1f, 0.6f, blotch));
    };
  }

  Layer blueGreyNests() {
    Rgb nest = new Rgb(0.26f, 0.29f, 0.38f).mix(skin, 0.12f);
    return t -> {
      if (t.q > 0.92f) {
        return;
      }
      float warp = 0.3f * noise.at(t.x * 3, t.y * 3);
      other.cell(t.x * 1.9f + warp, t.y * 1.9f - warp, t.cell);
      if (t.cell.mark > -0.45f) {
        float size = 0.34f + 0.1f * t.cell.mark;
        t.tint(nest, 0.88f * step(size, size - 0.14f, t.cell.nearest) * step(0.92f, 0.8f, t.q));
      }
    };
  }

  /** Lines of one breadth around holes of one size, thinning out at the edge. */
  Layer network() {
    Rgb line = LesionColour.DARK_BROWN.on(skin);
    return t -> {
      if (t.cover == 0) {
        return;
      }
      noise.cell(t.x * 4.6f, t.y * 4.6f, t.cell);
      float mesh = step(0.3f, 0.08f, t.cell.second - t.cell.nearest);
      t.tint(line, 0.75f * mesh * t.cover * step(1.02f, 0.6f, t.q));
    };
  }

  /** Lines of every breadth around holes of every size, missing in places. */
  Layer atypicalNetwork() {
    return t -> {
      if (t.cover == 0) {
        return;
      }
      float warp = 0.8f * other.at(t.x * 2, t.y * 2);
      noise.cell(t.x * 2.9f + warp, t.y * 2.9f - warp, t.cell);
      float breadth = 0.28f + 0.3f * noise.at(t.x * 1.7f + 31, t.y * 1.7f);
      float mesh = step(breadth, breadth / 3, t.cell.second - t.cell.nearest);
      float there = step(-0.45f, 0.05f, other.rough(t.x * 1.5f + 7, t.y * 1.5f));
      t.tint(DARK, 0.85f * mesh * there * t.cover);
    };
  }

  Layer globules() {
    Rgb globule = LesionColour.DARK_BROWN.on(skin);
    return t -> {
      if (t.q > 0.95f) {
        return;
      }
      other.cell(t.x * 4, t.y * 4, t.cell);
      if (t.cell.mark > -0.2f) {
        t.tint(globule, 0.85f * step(0.36f, 0.2f, t.cell.nearest));
      }
    };
  }

  Layer streaks() {
    return t -> {
      if (t.q < 0.75f || t.q > 1.3f) {
        return;
      }
      float length = (float) Math.sqrt(t.x * t.x + t.y * t.y);
      float finger = noise.at(6.5f * t.x / length + 60, 6.5f * t.y / length + 60);
      float tip = 1.02f + 0.24f * Math.max(0, finger);
      t.tint(
          DARK,
          0.85f * step(0.05f, 0.3f, finger) * bump(0.97f, 0.3f, t.q) * step(tip, tip - 0.1f, t.q));
    };
  }

  Layer blueWhiteVeil() {
    Rgb veil = new Rgb(0.55f, 0.62f, 0.74f);
    return t -> {
      float patch = noise.rough(t.x * 1.3f + 3, t.y * 1.3f + 8) + 0.35f * (t.x + 0.3f * t.y);
      t.tint(veil, 0.78f * t.cover * step(0.15f, 0.5f, patch) * step(0.98f, 0.8f, t.q));
    };
  }
}
