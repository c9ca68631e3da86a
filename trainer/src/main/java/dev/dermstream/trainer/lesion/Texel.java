package dev.dermstream.trainer.lesion;

/**
 * One pixel of one body on its way through the layers: reused for all, so that no pixel allocates.
 */
final class Texel {

  final Noise.Cell cell = new Noise.Cell();

  /** Position in the body's own axes, in radii. */
  float x;

  float y;

  /** Distance from the centre over the edge's distance in that direction: 0 centre, 1 edge. */
  float q;

  /** How much of the lesion's colour covers the skin here, 0 to 1. */
  float cover;

  float red;
  float green;
  float blue;

  /** Height above the skin, in radii. */
  float relief;

  float gloss;

  /** Mixes a colour in. */
  void tint(Rgb colour, float share) {
    red += (colour.red() - red) * share;
    green += (colour.green() - green) * share;
    blue += (colour.blue() - blue) * share;
  }

  /** Lightens or darkens. */
  void shade(float factor) {
    red *= factor;
    green *= factor;
    blue *= factor;
  }

  /** 0 up to {@code from}, 1 from {@code to} on, smooth between; works downwards as well. */
  static float step(float from, float to, float value) {
    float t = (value - from) / (to - from);
    if (t <= 0) {
      return 0;
    }
    return t >= 1 ? 1 : t * t * (3 - 2 * t);
  }

  /** 1 at {@code middle}, 0 beyond {@code breadth} on either side. */
  static float bump(float middle, float breadth, float value) {
    float t = (value - middle) / breadth;
    float left = Math.max(0, 1 - t * t);
    return left * left;
  }
}
