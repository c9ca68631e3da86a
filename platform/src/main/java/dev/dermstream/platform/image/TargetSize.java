package dev.dermstream.platform.image;

/** The size that a picture is brought to, as {@code size} of {@code preprocessor_config.json}. */
sealed interface TargetSize {
  /** Width and height in pixels, each at least 1. */
  record Size(int width, int height) {}

  /** The size for a picture of this width and height. */
  Size of(int width, int height);

  /** Always the same, whatever the shape of the picture. */
  record Fixed(int width, int height) implements TargetSize {
    @Override
    public Size of(int ignoredWidth, int ignoredHeight) {
      return new Size(width, height);
    }
  }

  /**
   * The longer side has this length; the other follows the picture's shape, rounded down, then up
   * to an even number (the rule of the Idefics3 image processor).
   */
  record LongestEdge(int length) implements TargetSize {
    @Override
    public Size of(int width, int height) {
      double aspectRatio = (double) width / height;
      return width >= height
          ? new Size(length, even((int) (length / aspectRatio)))
          : new Size(even((int) (length * aspectRatio)), length);
    }

    private static int even(int side) {
      return Math.max(1, side + side % 2);
    }
  }

  /**
   * The shorter side has this length; the other follows the picture's shape, rounded down. A
   * picture so narrow that the longer side would pass {@value #MAX_LONGER_SIDE} throws.
   */
  record ShortestEdge(int length) implements TargetSize {
    private static final int MAX_LONGER_SIDE = 16_384;

    @Override
    public Size of(int width, int height) {
      long longer = (long) length * Math.max(width, height) / Math.min(width, height);
      if (longer > MAX_LONGER_SIDE) {
        throw new IllegalArgumentException(
            "a picture of %d x %d is too narrow".formatted(width, height));
      }
      return width <= height ? new Size(length, (int) longer) : new Size((int) longer, length);
    }
  }
}
