package dev.dermstream.trainer.lesion;

/** The body itself: its main colour, its height, its gloss and the roughness of its surface. */
final class BaseLayer implements Layer {

  /** The rest is the skin shining through: enough to blend, too little to change the colour. */
  private static final float OPACITY = 0.95f;

  private final Noise noise;
  private final Rgb colour;
  private final Surface surface;
  private final Elevation elevation;

  BaseLayer(LesionScene scene, Body body) {
    noise = new Noise(body.texture() + 1);
    colour = scene.mainColour().on(scene.skin());
    surface = scene.surface();
    elevation = scene.elevation();
  }

  @Override
  public void paint(Texel t) {
    shadeTheFoot(t);
    if (elevation == Elevation.SWOLLEN) {
      t.relief += elevation.height() * Texel.step(1.5f, 0.1f, t.q);
    }
    if (t.cover == 0) {
      return;
    }
    float grain = noise.at(t.x * 6, t.y * 6);
    float cloud = noise.at(t.x * 2, t.y * 2);
    t.tint(colour, t.cover * OPACITY);
    t.shade(1 + t.cover * (0.08f * cloud + 0.04f * grain));
    t.relief += elevation.height() * profile(t.q);
    if (surface.roughness() > 0) {
      float bumps = noise.at(t.x * 9, t.y * 9) + 0.6f * noise.at(t.x * 17, t.y * 17);
      t.relief += t.cover * surface.roughness() * bumps;
    }
    t.gloss += (surface.gloss() - t.gloss) * t.cover;
  }

  /** What stands high keeps light from the skin around it. */
  private void shadeTheFoot(Texel t) {
    if (t.q > 0.85f && t.q < 1.4f) {
      t.shade(1 - 0.3f * elevation.height() * Texel.bump(1.05f, 0.3f, t.q));
    }
  }

  /** Flat bodies none, low ones a plateau, high ones a dome; 1 in the middle, 0 at the edge. */
  private float profile(float q) {
    return switch (elevation) {
      case FLAT, SWOLLEN -> 0; // The latter reaches beyond the edge.
      case SLIGHTLY_RAISED -> Texel.step(1.05f, 0.75f, q);
      case RAISED -> Texel.step(1.08f, 0.3f, q);
      case DOME -> {
        float sunk = Math.max(0, 1 - q * q / 1.1f);
        yield sunk * Texel.step(1.05f, 0.8f, q);
      }
    };
  }
}
