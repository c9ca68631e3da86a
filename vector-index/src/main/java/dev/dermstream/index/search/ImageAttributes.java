package dev.dermstream.index.search;

/**
 * What is known of a training image beside its class; what a search can be narrowed to.
 *
 * @param modality how it was taken, for example {@code dermoscopy}; empty if not known
 * @param site of the body, for example {@code back}; empty if not known
 */
public record ImageAttributes(String modality, String site) {
  /** Of an image of which nothing is known. */
  public static final ImageAttributes UNKNOWN = new ImageAttributes("", "");

  private static final int LONGEST = 200;

  /**
   * @throws IllegalArgumentException if a value is blank but not empty, or over {@value #LONGEST}
   *     characters
   */
  public ImageAttributes {
    check("modality", modality);
    check("site", site);
  }

  private static void check(String name, String value) {
    if (!value.isEmpty() && value.isBlank()) {
      throw new IllegalArgumentException("has a blank " + name);
    }
    if (value.length() > LONGEST) {
      throw new IllegalArgumentException(
          "has a %s of %d characters, over %d".formatted(name, value.length(), LONGEST));
    }
  }
}
