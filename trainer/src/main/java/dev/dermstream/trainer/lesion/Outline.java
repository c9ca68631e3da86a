package dev.dermstream.trainer.lesion;

/**
 * The edge of a body: how far it reaches in each direction, from its border kind and its symmetry.
 */
final class Outline {

  private static final float LOBE_FREQUENCY = 1.7f;
  private static final float TOOTH_FREQUENCY = 5.5f;

  private final Noise noise;
  private final float skew;
  private final float lobes;
  private final float teeth;
  private final float stretch;

  Outline(LesionScene scene, Body body) {
    noise = new Noise(body.texture());
    skew = scene.symmetry().skew();
    lobes = scene.border().lobes();
    teeth = scene.border().teeth();
    stretch = (float) Math.sqrt(body.aspect());
  }

  /** Distance of the edge from the centre, in radii, along a unit vector of the body's own axes. */
  float reach(float cosine, float sine) {
    float lobe = noise.at(LOBE_FREQUENCY * cosine, LOBE_FREQUENCY * sine);
    float tooth = noise.rough(TOOTH_FREQUENCY * cosine + 40, TOOTH_FREQUENCY * sine + 40);

    float broad = noise.at(0.8f * cosine + 80, 0.8f * sine + 80);
    return 1 + skew * (broad + 0.6f * cosine) + lobes * lobe + teeth * tooth;
  }

  /** Factor by which the long axis is stretched and the short one shrunk. */
  float stretch() {
    return stretch;
  }

  /** No edge lies further than this, in radii, whatever the direction. */
  float farthest() {
    return (1 + 1.6f * skew + lobes + teeth) * stretch;
  }
}
