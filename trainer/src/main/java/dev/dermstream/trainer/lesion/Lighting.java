package dev.dermstream.trainer.lesion;

/**
 * Light and camera of one picture.
 *
 * @param towardsX where the light comes from, to the right; with {@code towardsY} (down) and {@code
 *     towardsZ} (to the camera) a unit vector
 * @param gradient change of brightness over one picture height, along the light
 * @param exposure overall gain
 * @param warmth gain of red over blue, around 0
 * @param vignette loss of light in the corners, 0 to 1
 * @param glare strength of highlights
 * @param blur standard deviation, in picture heights
 * @param sensorNoise standard deviation as seen at 192 rows, 1 being white
 */
public record Lighting(
    float towardsX,
    float towardsY,
    float towardsZ,
    float gradient,
    float exposure,
    float warmth,
    float vignette,
    float glare,
    float blur,
    float sensorNoise) {
  /** The same light through a lens that is out of focus. */
  Lighting blurred(float deviation) {
    return new Lighting(
        towardsX,
        towardsY,
        towardsZ,
        gradient,
        exposure,
        warmth,
        vignette,
        glare,
        deviation,
        sensorNoise);
  }
}
