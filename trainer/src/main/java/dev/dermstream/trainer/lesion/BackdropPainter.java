package dev.dermstream.trainer.lesion;

import static dev.dermstream.trainer.lesion.Texel.bump;
import static dev.dermstream.trainer.lesion.Texel.step;

/** Paints what a picture shows beside skin and lesion. Lengths are in picture heights. */
final class BackdropPainter {
  private static final Rgb LASHES = new Rgb(0.16f, 0.1f, 0.08f);
  private static final float EYES_X = 0.3f;
  private static final float EYES_Y = -0.24f;

  /** A cloth leaves this much of the width free, from the picture's middle to its own side. */
  private static final float FREE_OF_CLOTH = 0.42f;

  private final Canvas canvas;
  private final LesionScene scene;
  private final Noise noise;

  private BackdropPainter(Canvas canvas, LesionScene scene) {
    this.canvas = canvas;
    this.scene = scene;
    noise = new Noise(scene.texture() ^ 0xBACD);
  }

  /** One pixel of a backdrop. */
  private interface Stroke {
    void paint(int pixel, float x, float y);
  }

  static void paint(Canvas canvas, LesionScene scene) {
    BackdropPainter painter = new BackdropPainter(canvas, scene);
    switch (scene.setting().backdrop()) {
      case SKIN -> {}
      case FACE -> painter.everywhere(painter.face());
      case FOLD -> painter.everywhere(painter.fold());
      case CLOTH -> painter.everywhere(painter.cloth());
    }
  }

  private void everywhere(Stroke stroke) {
    for (int row = 0, pixel = 0; row < canvas.height; row++) {
      for (int column = 0; column < canvas.width; column++, pixel++) {
        stroke.paint(pixel, canvas.x(column), canvas.y(row));
      }
    }
  }

  private Stroke face() {
    Rgb blush = LesionColour.PINK.on(scene.skin());
    return (pixel, x, y) -> {
      float side = Math.abs(x);
      float wing = 0.05f + 0.045f * step(-0.2f, 0.25f, y) + 0.03f * bump(0.24f, 0.12f, y);
      float along = step(-0.36f, -0.1f, y) * step(0.32f, 0.26f, y);
      canvas.relief[pixel] += 0.075f * along * bump(0, 2.2f * wing, x);
      canvas.tint(pixel, blush, 0.3f * step(-0.05f, 0.25f, y) * along * bump(0, wing, x));
      float nostril = (float) Math.hypot((side - 0.04f) / 0.028f, (y - 0.285f) / 0.014f);
      canvas.tint(pixel, LASHES, 0.8f * step(1.2f, 0.6f, nostril));
      float lid = (side - EYES_X) / 0.13f;
      float lashes = EYES_Y + 0.035f * (1 - lid * lid);
      float across = step(1.1f, 0.8f, Math.abs(lid));
      canvas.tint(pixel, LASHES, 0.85f * across * bump(lashes, 0.014f, y));
      canvas.relief[pixel] += 0.035f * across * bump(EYES_Y - 0.02f, 0.1f, y);
      float hairs = 0.6f + 0.5f * noise.at(90 * x, 20 * y);
      float brow = EYES_Y - 0.14f - 0.02f * (1 - lid * lid);
      canvas.tint(pixel, LASHES, 0.6f * hairs * across * bump(brow, 0.03f, y));
    };
  }

  private Stroke fold() {
    Rgb shade = scene.skin().times(new Rgb(0.5f, 0.4f, 0.38f));
    float slope = 0.6f * noise.at(1.7f, 2.9f);
    float offset = 0.16f * noise.at(4.1f, 6.3f);
    return (pixel, x, y) -> {
      float line = slope * x + offset + 0.05f * noise.at(2 * x, 9.5f);
      canvas.tint(pixel, shade, 0.75f * bump(line, 0.028f, y) + 0.2f * bump(line, 0.12f, y));
      canvas.relief[pixel] -= 0.07f * bump(line, 0.16f, y);
    };
  }

  private Stroke cloth() {
    float hue = noise.at(7.7f, 3.1f);
    Rgb dye = new Rgb(0.35f + 0.25f * hue, 0.52f + 0.1f * hue, 0.62f - 0.2f * hue);
    float side = noise.at(1.3f, 8.8f) < 0 ? -1 : 1;
    float edge = FREE_OF_CLOTH + 0.08f;
    return (pixel, x, y) -> {
      float hem = edge + 0.06f * noise.at(3.3f, 2.5f * y);
      float inside = step(hem - 0.008f, hem + 0.008f, side * x);
      float folds = noise.at(5 * x + 2 * y, 3 * y);
      canvas.tint(pixel, dye.times(0.9f + 0.2f * folds), inside);
      canvas.relief[pixel] += inside * (0.02f + 0.03f * folds);
      float shadow = step(hem - 0.05f, hem, side * x) * (1 - inside);
      canvas.tint(pixel, new Rgb(0.1f, 0.06f, 0.05f), 0.35f * shadow);
    };
  }
}
