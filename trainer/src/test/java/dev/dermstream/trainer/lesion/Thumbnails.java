package dev.dermstream.trainer.lesion;

import dev.dermstream.platform.image.RgbImage;

/** Pictures shrunk by averaging, 0 to 1, {@code [height, width, 3]}. */
final class Thumbnails {

  private Thumbnails() {}

  static float[] shrink(RgbImage image, int width, int height) {
    float[] sums = new float[3 * width * height];
    int[] counts = new int[width * height];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int cell = y * height / image.height() * width + x * width / image.width();
        counts[cell]++;
        int pixel = image.offset(x, y);
        for (int c = 0; c < 3; c++) {
          sums[3 * cell + c] += (image.rgb()[pixel + c] & 255) / 255f;
        }
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= counts[i / 3];
    }
    return sums;
  }
}
