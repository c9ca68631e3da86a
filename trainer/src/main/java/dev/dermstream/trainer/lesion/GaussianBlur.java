package dev.dermstream.trainer.lesion;

/** Separable Gaussian blur of a plane {@code [height, width]}; edges repeat their last value. */
final class GaussianBlur {

  private final int width;
  private final int height;
  private final float[] kernel;
  private final int reach;
  private final float[] scratch;
  private final float[] line;

  /**
   * A blur for planes of one size.
   *
   * @param sigma standard deviation in pixels, above 0
   */
  GaussianBlur(int width, int height, float sigma) {
    this.width = width;
    this.height = height;
    kernel = kernel(sigma);
    reach = kernel.length - 1;
    scratch = new float[width * height];
    line = new float[width + 2 * reach];
  }

  void blur(float[] plane) {
    for (int row = 0; row < height; row++) {
      along(plane, row * width);
    }
    for (int row = 0; row < height; row++) {
      across(plane, row);
    }
  }

  private void along(float[] plane, int start) {
    System.arraycopy(plane, start, line, reach, width);
    for (int k = 0; k < reach; k++) {
      line[k] = plane[start];
      line[reach + width + k] = plane[start + width - 1];
    }
    for (int i = 0; i < width; i++) {
      float sum = kernel[0] * line[reach + i];
      for (int k = 1; k <= reach; k++) {
        sum += kernel[k] * (line[reach + i - k] + line[reach + i + k]);
      }
      scratch[start + i] = sum;
    }
  }

  private void across(float[] plane, int row) {
    int start = row * width;
    for (int i = 0; i < width; i++) {
      plane[start + i] = kernel[0] * scratch[start + i];
    }
    for (int k = 1; k <= reach; k++) {
      int above = Math.max(row - k, 0) * width;
      int below = Math.min(row + k, height - 1) * width;
      float weight = kernel[k];
      for (int i = 0; i < width; i++) {
        plane[start + i] += weight * (scratch[above + i] + scratch[below + i]);
      }
    }
  }

  /** The middle and one side of a normalised Gaussian. */
  private static float[] kernel(float sigma) {
    float[] kernel = new float[(int) Math.ceil(2 * sigma) + 1];
    float sum = 0;
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) StrictMath.exp(-i * i / (2.0 * sigma * sigma));
      sum += i == 0 ? kernel[i] : 2 * kernel[i];
    }
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] /= sum;
    }
    return kernel;
  }
}
