package dev.dermstream.dicom.association;

/** Names of application entities (PS3.5, 6.2, value representation AE). */
final class AeTitle {
  private static final int MAX_LENGTH = 16;

  private AeTitle() {}

  /** 1 to 16 characters of ASCII, neither control nor backslash, no space at an end. */
  static boolean isValid(String title) {
    return !title.isEmpty()
        && title.length() <= MAX_LENGTH
        && title.strip().equals(title)
        && title.chars().allMatch(letter -> letter >= ' ' && letter <= '~' && letter != '\\');
  }

  static String require(String title) {
    if (!isValid(title)) {
      throw new IllegalArgumentException("not an AE title: 1 to 16 characters of ASCII");
    }
    return title;
  }
}
