package dev.dermstream.trainer.lesion;

import java.util.ArrayList;
import java.util.List;

/** Paints one body of a lesion: outline, colour and elevation, then the layer of every feature. */
final class BodyPainter {

  /** Halos and collarettes lie outside the edge, up to this many radii. */
  private static final float MARGIN = 1.55f;

  private final Body body;
  private final Outline outline;
  private final float softness;
  private final List<Layer> layers;

  BodyPainter(LesionScene scene, Body body) {
    this.body = body;
    outline = new Outline(scene, body);
    softness = scene.border().softness();
    layers = new ArrayList<>();
    layers.add(new BaseLayer(scene, body));
    FeatureLayers painted = new FeatureLayers(scene, body);
    for (Feature feature : Feature.values()) {
      if (scene.features().contains(feature)) {
        layers.add(painted.of(feature));
      }
    }
  }

  void paint(Canvas canvas) {
    float reach = body.radius() * outline.farthest() * MARGIN;
    int lastRow = canvas.row(body.centreY() + reach);
    int lastColumn = canvas.column(body.centreX() + reach);
    Texel texel = new Texel();
    for (int row = canvas.row(body.centreY() - reach); row <= lastRow; row++) {
      float y = canvas.y(row) - body.centreY();
      for (int column = canvas.column(body.centreX() - reach); column <= lastColumn; column++) {
        float x = canvas.x(column) - body.centreX();
        place(texel, x, y);
        if (texel.q < MARGIN) {
          shade(canvas, row * canvas.width + column, texel);
        }
      }
    }
  }

  private void place(Texel texel, float x, float y) {
    float along = (x * body.cosine() + y * body.sine()) / body.radius();
    float across = (y * body.cosine() - x * body.sine()) / body.radius();
    texel.x = along;
    texel.y = across;
    float roundX = along / outline.stretch();
    float roundY = across * outline.stretch();
    float distance = (float) Math.sqrt(roundX * roundX + roundY * roundY);
    texel.q = distance < 1e-4f ? 0 : distance / outline.reach(roundX / distance, roundY / distance);
  }

  private void shade(Canvas canvas, int pixel, Texel texel) {
    texel.cover = Texel.step(1 + softness / 2, 1 - softness, texel.q);
    texel.red = canvas.red[pixel];
    texel.green = canvas.green[pixel];
    texel.blue = canvas.blue[pixel];
    texel.relief = 0;
    texel.gloss = canvas.gloss[pixel];
    for (Layer layer : layers) {
      layer.paint(texel);
    }
    canvas.red[pixel] = texel.red;
    canvas.green[pixel] = texel.green;
    canvas.blue[pixel] = texel.blue;
    canvas.relief[pixel] += texel.relief * body.radius();
    canvas.gloss[pixel] = texel.gloss;
  }
}
