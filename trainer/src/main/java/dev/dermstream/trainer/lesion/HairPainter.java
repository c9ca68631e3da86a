package dev.dermstream.trainer.lesion;

import java.util.SplittableRandom;

/** Draws hairs as curved strokes over skin and lesion. */
final class HairPainter {

  private static final float THICKNESS_MM = 0.09f;
  private static final float THINNEST_PIXELS = 0.35f;

  private HairPainter() {}

  static void paint(Canvas canvas, LesionScene scene) {
    SplittableRandom random = new SplittableRandom(scene.texture() ^ 0x4A18);
    boolean fair = scene.skinTone() == SkinTone.I && random.nextBoolean();
    Rgb colour = fair ? new Rgb(0.62f, 0.46f, 0.28f) : new Rgb(0.14f, 0.1f, 0.08f);
    double lie = random.nextDouble(2 * Math.PI);
    for (int i = 0; i < scene.hairs(); i++) {
      stroke(canvas, scene, random, colour, lie + random.nextDouble(-0.5, 0.5));
    }
  }

  private static void stroke(
      Canvas canvas, LesionScene scene, SplittableRandom random, Rgb colour, double direction) {
    float halfWidth = canvas.width / (2f * canvas.height);
    double x = random.nextDouble(-halfWidth, halfWidth);
    double y = random.nextDouble(-0.5, 0.5);
    double length = random.nextDouble(0.15, 0.55);
    double bend = random.nextDouble(-2.2, 2.2);
    double thickness =
        Math.clamp(THICKNESS_MM / scene.fieldMm(), 0.0025f, 0.006f) * random.nextDouble(0.7, 1.3);
    float share = (float) random.nextDouble(0.45, 0.85);
    float radius = (float) Math.max(thickness / 2 * canvas.height, THINNEST_PIXELS);
    double stride = 0.6 / canvas.height;
    int steps = (int) (length / stride);
    for (int i = 0; i < steps; i++) {
      double turned = direction + bend * i * stride;
      x += stride * StrictMath.cos(turned);
      y += stride * StrictMath.sin(turned);
      float taper = Math.min(1, 4f * (steps - i) / steps);
      dab(canvas, (float) x, (float) y, radius, colour, share * taper);
    }
  }

  /** Overlapping dabs never add up: a pixel is only drawn down to the hair's own darkness. */
  private static void dab(Canvas canvas, float x, float y, float radius, Rgb colour, float share) {
    float column = x * canvas.height + canvas.width / 2f - 0.5f;
    float row = (y + 0.5f) * canvas.height - 0.5f;
    int left = Math.max(0, (int) Math.ceil(column - radius - 0.5f));
    int right = Math.min(canvas.width - 1, (int) Math.floor(column + radius + 0.5f));
    int bottom = Math.min(canvas.height - 1, (int) Math.floor(row + radius + 0.5f));
    for (int j = Math.max(0, (int) Math.ceil(row - radius - 0.5f)); j <= bottom; j++) {
      for (int i = left; i <= right; i++) {
        float distance = (float) Math.sqrt((i - column) * (i - column) + (j - row) * (j - row));
        float inside = Math.clamp(radius + 0.5f - distance, 0f, 1f) * share;
        canvas.tint(j * canvas.width + i, colour, 0.45f * inside);
      }
    }
  }
}
