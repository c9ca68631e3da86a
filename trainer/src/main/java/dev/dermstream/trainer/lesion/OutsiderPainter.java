package dev.dermstream.trainer.lesion;

import dev.dermstream.platform.image.RgbImage;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/** Paints one {@link Outsider}. Not thread-safe. */
final class OutsiderPainter {
  private static final LesionPainter LESIONS = new LesionPainter();
  private static final SceneSampler SCENES = new SceneSampler();

  private final int width;
  private final int height;
  private final RandomGenerator random;

  OutsiderPainter(int width, int height, RandomGenerator random) {
    this.width = width;
    this.height = height;
    this.random = random;
  }

  private LesionScene scene() {
    return SCENES.sample(random.nextInt(LesionClass.count()), random);
  }

  private RgbImage paint(LesionScene scene) {
    return LESIONS.paint(scene, width, height);
  }

  RgbImage chimera() {
    LesionScene left = scene();
    LesionScene right = scene();
    while (right.condition().equals(left.condition())) {
      right = scene();
    }
    byte[] rgb = paint(left).rgb();
    byte[] other = paint(right).rgb();
    int row = RgbImage.CHANNELS * width;
    for (int y = 0; y < height; y++) {
      int middle = y * row + row / 2;
      System.arraycopy(other, middle, rgb, middle, row - row / 2);
    }
    return new RgbImage(width, height, rgb);
  }

  RgbImage wrongColours() {
    byte[] rgb = paint(scene()).rgb();
    for (int red = 0; red < rgb.length; red += RgbImage.CHANNELS) {
      byte kept = rgb[red];
      rgb[red] = rgb[red + 2];
      rgb[red + 2] = kept;
    }
    return new RgbImage(width, height, rgb);
  }

  RgbImage blurred() {
    LesionScene scene = scene();
    float deviation = (float) random.nextDouble(0.06, 0.12);
    return paint(scene.with(scene.lighting().blurred(deviation)));
  }

  RgbImage healthySkin() {
    return paint(scene().healthy());
  }

  RgbImage texture() {
    Noise noise = new Noise(random.nextLong());
    Color light = colour();
    Color dark = colour();
    float grain = (float) random.nextDouble(4, 24);
    float stretch = (float) random.nextDouble(1, 8);
    float bend = (float) random.nextDouble(0, 2);
    byte[] rgb = new byte[RgbImage.CHANNELS * width * height];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        float u = (float) x / height;
        float v = (float) y / height;
        float warp = bend * noise.at(3 * u + 9, 3 * v);
        float share = 0.5f + 0.5f * noise.rough(grain * u + warp, grain * stretch * v + warp);
        rgb[at++] = mixed(dark.getRed(), light.getRed(), share);
        rgb[at++] = mixed(dark.getGreen(), light.getGreen(), share);
        rgb[at++] = mixed(dark.getBlue(), light.getBlue(), share);
      }
    }
    return new RgbImage(width, height, rgb);
  }

  private static byte mixed(int from, int to, float share) {
    return (byte) Math.clamp(Math.round(from + (to - from) * share), 0, 255);
  }

  RgbImage landscape() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = graphics(image);
    int horizon = random.nextInt(height / 3, 2 * height / 3);
    Color sky =
        new Color(90 + random.nextInt(60), 140 + random.nextInt(60), 200 + random.nextInt(55));
    graphics.setPaint(new GradientPaint(0, 0, sky, 0, horizon, Color.WHITE));
    graphics.fillRect(0, 0, width, horizon);
    graphics.setColor(new Color(255, 230, 120));
    int sun = random.nextInt(12, 30);
    graphics.fillOval(random.nextInt(width), random.nextInt(horizon / 2), sun, sun);
    for (int range = 0; range < 3; range++) {
      hills(graphics, horizon + range * (height - horizon) / 4, range);
    }
    for (int house = random.nextInt(1, 4); house > 0; house--) {
      house(graphics, horizon);
    }
    graphics.dispose();
    return picture(image);
  }

  private void hills(Graphics2D graphics, int top, int range) {
    Noise noise = new Noise(random.nextLong());
    Polygon hills = new Polygon();
    hills.addPoint(0, height);
    for (int x = 0; x <= width; x += 4) {
      hills.addPoint(x, top - Math.round(18 * noise.at(x / 40f, range)));
    }
    hills.addPoint(width, height);
    int green = 150 - 35 * range;
    graphics.setColor(new Color(40 + random.nextInt(40), green, 40 + random.nextInt(30)));
    graphics.fillPolygon(hills);
  }

  private void house(Graphics2D graphics, int horizon) {
    int side = random.nextInt(height / 8, height / 4);
    int left = random.nextInt(width - side);
    int top = horizon + random.nextInt(height / 8);
    graphics.setColor(colour());
    graphics.fillRect(left, top, side, side);
    graphics.setColor(colour().darker());
    graphics.fillPolygon(
        new int[] {left - 5, left + side / 2, left + side + 5},
        new int[] {top, top - side / 2, top},
        3);
    graphics.setColor(Color.DARK_GRAY);
    graphics.fillRect(left + side / 5, top + side / 3, side / 4, side / 4);
    graphics.fillRect(left + 3 * side / 5, top + side / 2, side / 4, side / 2);
  }

  RgbImage document() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = graphics(image);
    int paper = 225 + random.nextInt(31);
    graphics.setColor(new Color(paper, paper, paper - random.nextInt(20)));
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(new Color(30, 30, 30 + random.nextInt(60)));
    int line = random.nextInt(8, 14);
    // Words as blocks: no font need be installed where the pictures are drawn.
    for (int y = line; y + line < height; y += line) {
      for (int x = line; x < width - 2 * line; ) {
        int word = random.nextInt(6, 30);
        for (int letter = x; letter < x + word; letter += 4) {
          graphics.fillRect(letter, y + random.nextInt(2), 3, line / 2);
        }
        x += word + 5;
      }
    }
    graphics.dispose();
    return picture(image);
  }

  RgbImage noise() {
    byte[] rgb = new byte[RgbImage.CHANNELS * width * height];
    random.nextBytes(rgb);
    return new RgbImage(width, height, rgb);
  }

  RgbImage blank() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = graphics(image);
    graphics.setColor(colour());
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return picture(image);
  }

  private Color colour() {
    return new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256));
  }

  private static Graphics2D graphics(BufferedImage image) {
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    return graphics;
  }

  private static RgbImage picture(BufferedImage image) {
    byte[] rgb = new byte[RgbImage.CHANNELS * image.getWidth() * image.getHeight()];
    int at = 0;
    for (int pixel :
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
      rgb[at++] = (byte) (pixel >> 16);
      rgb[at++] = (byte) (pixel >> 8);
      rgb[at++] = (byte) pixel;
    }
    return new RgbImage(image.getWidth(), image.getHeight(), rgb);
  }
}
