package dev.dermstream.trainer.lesion;

/**
 * A box in pixels.
 *
 * @param x first column
 * @param y first row
 * @param width columns
 * @param height rows
 */
public record BoundingBox(int x, int y, int width, int height) {

  private static final int DIRECTIONS = 180;

  static BoundingBox around(LesionScene scene, int width, int height) {
    float left = Float.MAX_VALUE;
    float top = Float.MAX_VALUE;
    float right = -Float.MAX_VALUE;
    float bottom = -Float.MAX_VALUE;
    for (Body body : scene.bodies()) {
      Outline outline = new Outline(scene, body);
      for (int i = 0; i < DIRECTIONS; i++) {
        double angle = 2 * Math.PI * i / DIRECTIONS;
        float cosine = (float) StrictMath.cos(angle);
        float sine = (float) StrictMath.sin(angle);
        float reach = outline.reach(cosine, sine) * body.radius();
        float along = reach * cosine * outline.stretch();
        float across = reach * sine / outline.stretch();
        float x = body.centreX() + along * body.cosine() - across * body.sine();
        float y = body.centreY() + along * body.sine() + across * body.cosine();
        left = Math.min(left, x);
        right = Math.max(right, x);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y);
      }
    }
    int x0 = pixel(left * height + width / 2f, width);
    int x1 = pixel(right * height + width / 2f, width);
    int y0 = pixel(top * height + height / 2f, height);
    int y1 = pixel(bottom * height + height / 2f, height);
    return new BoundingBox(x0, y0, Math.max(1, x1 - x0), Math.max(1, y1 - y0));
  }

  private static int pixel(float position, int limit) {
    return Math.clamp(Math.round(position), 0, limit);
  }
}
