package dev.dermstream.batch.report;

/** A small picture of an image, or why there is none. */
sealed interface Thumbnail {
  /**
   * A picture.
   *
   * @param jpeg as Base64
   * @param width in pixels, at most {@link ThumbnailReader#SIDE}; so the height
   */
  record Picture(String jpeg, int width, int height) implements Thumbnail {}

  /**
   * None.
   *
   * @param why a few words
   */
  record Missing(String why) implements Thumbnail {}
}
