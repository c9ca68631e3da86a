package dev.dermstream.node.image;

/** Says which sizes of a picture hold all the detail that its user keeps. */
@FunctionalInterface
public interface EnoughPixels {
  /** No size but the stored one. */
  EnoughPixels WHOLE = (width, height) -> false;

  /** Whether a picture of this width and height, in pixels, upright, would do. */
  boolean at(int width, int height);
}
