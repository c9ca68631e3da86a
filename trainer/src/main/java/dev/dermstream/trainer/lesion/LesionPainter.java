package dev.dermstream.trainer.lesion;

import dev.dermstream.platform.image.RgbImage;
import java.util.List;

/**
 * Paints scenes.
 *
 * <p>Every pixel is computed from the scene: skin and lesion give it a colour, a height and a gloss
 * (value noise and Worley cells, Perlin 1985, Worley 1996), hairs are drawn over it, then the
 * height map is lit and the picture taken. All lengths are fractions of the picture's height, so a
 * scene looks the same at every resolution. The same scene and size give the same bytes. Stateless
 * and thread-safe.
 */
public final class LesionPainter {

  /**
   * Paints a scene.
   *
   * @param width columns; the scene is laid out for 4:3 and wider or narrower pictures show more or
   *     less at the sides
   * @param height rows, at least 32
   */
  public RgbImage paint(LesionScene scene, int width, int height) {
    return paint(scene, List.of(scene), width, height);
  }

  /**
   * Paints several lesions on the skin, in the light and before the backdrop of one scene, whose
   * own lesion is left out. {@link LesionScene#onSkinOf} makes the others fit.
   */
  public RgbImage paint(LesionScene skin, List<LesionScene> lesions, int width, int height) {
    if (width < 32 || height < 32) {
      throw new IllegalArgumentException(
          "A picture needs at least 32 x 32 pixels, not " + width + " x " + height);
    }
    Canvas canvas = new Canvas(width, height);
    SkinPainter.paint(canvas, skin);
    BackdropPainter.paint(canvas, skin);
    for (LesionScene lesion : lesions) {
      for (Body body : lesion.bodies()) {
        new BodyPainter(lesion, body).paint(canvas);
      }
    }
    HairPainter.paint(canvas, skin);
    return new Camera(canvas, skin).expose();
  }
}
