package dev.dermstream.trainer.lesion;

import dev.dermstream.platform.image.RgbImage;
import java.util.SplittableRandom;

/** Lights a canvas and takes its picture: shading, highlights, vignette, blur, sensor noise. */
final class Camera {

  /** Rows at which {@link Lighting#sensorNoise()} is stated. */
  private static final float NOMINAL_ROWS = 192;

  /** Blur below this many pixels changes nothing that can be seen. */
  private static final float FAINTEST_BLUR = 0.3f;

  /** What is left of the relief under a dermatoscope's glass. */
  private static final float PRESSED = 0.25f;

  /** Radius of a dermatoscope's field, in picture heights. */
  private static final float FIELD = 0.495f;

  private final Canvas canvas;
  private final LesionScene scene;
  private final Lighting light;

  Camera(Canvas canvas, LesionScene scene) {
    this.canvas = canvas;
    this.scene = scene;
    this.light = scene.lighting();
  }

  RgbImage expose() {
    boolean pressed = scene.setting().lens() == Lens.DERMATOSCOPE;
    if (pressed) {
      flatten();
    }
    illuminate();
    blur();
    if (pressed) {
      darkenOutsideTheField();
    }
    return develop();
  }

  /** The glass presses the lesion down, and crossed filters take highlights away. */
  private void flatten() {
    for (int pixel = 0; pixel < canvas.relief.length; pixel++) {
      canvas.relief[pixel] *= PRESSED;
      canvas.gloss[pixel] = 0;
    }
  }

  private void darkenOutsideTheField() {
    for (int row = 0, pixel = 0; row < canvas.height; row++) {
      float y = canvas.y(row);
      for (int column = 0; column < canvas.width; column++, pixel++) {
        float x = canvas.x(column);
        float seen = Texel.step(FIELD, FIELD - 0.012f, (float) Math.sqrt(x * x + y * y));
        canvas.red[pixel] *= seen;
        canvas.green[pixel] *= seen;
        canvas.blue[pixel] *= seen;
      }
    }
  }

  /** Lambert's law for the body colour, Blinn's half vector for highlights. */
  private void illuminate() {
    int width = canvas.width;
    float[] relief = canvas.relief;
    float perPixel = canvas.height / 2f;
    float halfZ = light.towardsZ() + 1;
    float half = (float) Math.sqrt(2 * halfZ);
    float halfX = light.towardsX() / half;
    float halfY = light.towardsY() / half;
    halfZ /= half;
    for (int row = 0, pixel = 0; row < canvas.height; row++) {
      int up = row == 0 ? 0 : -width;
      int down = row == canvas.height - 1 ? 0 : width;
      float y = canvas.y(row);
      for (int column = 0; column < width; column++, pixel++) {
        int left = column == 0 ? 0 : -1;
        int right = column == width - 1 ? 0 : 1;
        float slopeX = (relief[pixel + right] - relief[pixel + left]) * perPixel;
        float slopeY = (relief[pixel + down] - relief[pixel + up]) * perPixel;
        float norm = 1 / (float) Math.sqrt(slopeX * slopeX + slopeY * slopeY + 1);
        float lambert =
            (light.towardsZ() - slopeX * light.towardsX() - slopeY * light.towardsY()) * norm;
        float facing = (halfZ - slopeX * halfX - slopeY * halfY) * norm;
        light(pixel, canvas.x(column), y, lambert, facing);
      }
    }
  }

  private void light(int pixel, float x, float y, float lambert, float facing) {
    float diffuse = 0.35f + 0.65f * Math.max(0, lambert) / light.towardsZ();
    float falloff = 1 + light.gradient() * (x * light.towardsX() + y * light.towardsY());
    float corner = 1 - light.vignette() * (x * x + y * y) * 1.4f;
    float gain = diffuse * falloff * corner * light.exposure();
    float sharp = Math.max(0, facing);
    sharp *= sharp;
    sharp *= sharp;
    sharp *= sharp;
    sharp *= sharp;
    float mirror = sharp * sharp;
    float shine = light.glare() * canvas.gloss[pixel] * (0.12f * sharp + 0.75f * mirror * mirror);
    canvas.red[pixel] = canvas.red[pixel] * gain * (1 + light.warmth()) + shine;
    canvas.green[pixel] = canvas.green[pixel] * gain + shine;
    canvas.blue[pixel] = canvas.blue[pixel] * gain * (1 - light.warmth()) + shine;
  }

  private void blur() {
    float sigma = light.blur() * canvas.height;
    if (sigma >= FAINTEST_BLUR) {
      GaussianBlur blur = new GaussianBlur(canvas.width, canvas.height, sigma);
      blur.blur(canvas.red);
      blur.blur(canvas.green);
      blur.blur(canvas.blue);
    }
  }

  private RgbImage develop() {
    float noise = light.sensorNoise() * Math.max(1, canvas.height / NOMINAL_ROWS);
    SplittableRandom random = new SplittableRandom(scene.texture() ^ 0x5E45);
    byte[] rgb = new byte[3 * canvas.red.length];
    for (int pixel = 0, out = 0; pixel < canvas.red.length; pixel++) {
      long bits = random.nextLong();
      rgb[out++] = quantise(canvas.red[pixel] + noise * grain(bits));
      rgb[out++] = quantise(canvas.green[pixel] + noise * grain(bits >>> 20));
      rgb[out++] = quantise(canvas.blue[pixel] + noise * grain(bits >>> 40));
    }
    return new RgbImage(canvas.width, canvas.height, rgb);
  }

  /** Triangular noise of unit deviation from 20 random bits. */
  private static float grain(long bits) {
    int sum = (int) (bits & 1023) + (int) (bits >>> 10 & 1023) - 1023;
    return sum * (2.4495f / 1023);
  }

  private static byte quantise(float value) {
    int level = (int) (value * 255 + 0.5f);
    return (byte) (level < 0 ? 0 : Math.min(level, 255));
  }
}
