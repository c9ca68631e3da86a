package dev.dermstream.trainer.lesion;

import java.util.SplittableRandom;

/** Paints the skin around a lesion: mottled colour, relief lines and pores, faint freckles. */
final class SkinPainter {

  /** Widths of the relief's bumps, in millimetres, and their heights relative to each other. */
  private static final float[] BUMP_MM = {2.2f, 0.9f, 0.4f};

  private static final float[] BUMP_HEIGHT = {1f, 0.8f, 0.6f};
  private static final float BUMP_MM_HIGH = 0.022f;
  private static final float SKIN_GLOSS = 0.12f;

  private SkinPainter() {}

  static void paint(Canvas canvas, LesionScene scene) {
    Noise noise = new Noise(scene.texture());
    Rgb skin = scene.skin();
    float perMm = 1 / scene.fieldMm();
    float[] strength = octaves(canvas, scene);
    for (int row = 0, pixel = 0; row < canvas.height; row++) {
      float y = canvas.y(row);
      for (int column = 0; column < canvas.width; column++, pixel++) {
        float x = canvas.x(column);
        float flush = noise.at(x * 4.1f, y * 4.1f);
        float tan = noise.at(x * 2.3f + 70, y * 2.3f) + 0.5f * noise.at(x * 13, y * 13 + 50);
        float relief = 0;
        for (int i = 0; i < strength.length; i++) {
          if (strength[i] > 0) {
            float scale = scene.fieldMm() / BUMP_MM[i];
            relief += strength[i] * noise.at(x * scale, y * scale * 1.35f);
          }
        }
        float shade = 1 + 0.03f * tan + 0.02f * relief;
        canvas.red[pixel] = skin.red() * (shade + 0.015f * flush);
        canvas.green[pixel] = skin.green() * (shade - 0.035f * flush);
        canvas.blue[pixel] = skin.blue() * (shade - 0.026f * flush);
        canvas.relief[pixel] = relief * BUMP_MM_HIGH * perMm;
        canvas.gloss[pixel] = SKIN_GLOSS;
      }
    }
    freckles(canvas, scene);
  }

  /** Bumps too fine for the pixels fade out, so that every resolution shows the same skin. */
  private static float[] octaves(Canvas canvas, LesionScene scene) {
    float[] strength = new float[BUMP_MM.length];
    for (int i = 0; i < strength.length; i++) {
      float pixelsPerBump = BUMP_MM[i] / scene.fieldMm() * canvas.height;
      strength[i] = BUMP_HEIGHT[i] * Math.clamp(pixelsPerBump - 1, 0f, 1f);
    }
    return strength;
  }

  private static void freckles(Canvas canvas, LesionScene scene) {
    SplittableRandom random = new SplittableRandom(scene.texture() ^ 0xF4EC);
    Rgb colour = LesionColour.LIGHT_BROWN.on(scene.skin());
    float halfWidth = canvas.width / (2f * canvas.height);
    for (int i = 0; i < scene.freckles(); i++) {
      float x = (float) random.nextDouble(-halfWidth, halfWidth);
      float y = (float) random.nextDouble(-0.5, 0.5);
      float radius = (float) random.nextDouble(0.006, 0.016);
      float share = (float) random.nextDouble(0.15, 0.4);
      for (int row = canvas.row(y - radius); row <= canvas.row(y + radius); row++) {
        for (int column = canvas.column(x - radius);
            column <= canvas.column(x + radius);
            column++) {
          float dx = (canvas.x(column) - x) / radius;
          float dy = (canvas.y(row) - y) / radius;
          float inside = Math.max(0, 1 - dx * dx - dy * dy);
          canvas.tint(row * canvas.width + column, colour, share * inside);
        }
      }
    }
  }
}
