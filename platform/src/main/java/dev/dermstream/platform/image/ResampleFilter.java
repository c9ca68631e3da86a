package dev.dermstream.platform.image;

/**
 * Interpolation kernels under the numbers that {@code preprocessor_config.json} gives them
 * (Pillow's).
 */
public enum ResampleFilter {
  /** The one pixel whose square holds the centre; never antialiased. */
  NEAREST(0, 0.5),
  /** Windowed sinc over three pixels to each side. */
  LANCZOS(1, 3),
  /** Triangle. */
  BILINEAR(2, 1),
  /** Keys' cubic convolution with a = -0.5. */
  BICUBIC(3, 2);

  private static final double CUBIC_A = -0.5;

  private final int code;
  private final double support;

  ResampleFilter(int code, double support) {
    this.code = code;
    this.support = support;
  }

  /** The number in {@code preprocessor_config.json}. */
  public int code() {
    return code;
  }

  /** Half the kernel's width, in pixels of the coarser of the two grids. */
  double support() {
    return support;
  }

  /** The kernel at distance {@code x} from its centre. */
  double weight(double x) {
    double distance = Math.abs(x);
    return switch (this) {
      case NEAREST -> distance <= support ? 1 : 0;
      case LANCZOS -> distance < support ? sinc(x) * sinc(x / support) : 0;
      case BILINEAR -> distance < support ? 1 - distance : 0;
      case BICUBIC -> cubic(distance);
    };
  }

  private static double cubic(double x) {
    if (x < 1) {
      return ((CUBIC_A + 2) * x - (CUBIC_A + 3)) * x * x + 1;
    }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * CUBIC_A : 0;
  }

  private static double sinc(double x) {
    double angle = x * Math.PI;
    return x == 0 ? 1 : Math.sin(angle) / angle;
  }
}
