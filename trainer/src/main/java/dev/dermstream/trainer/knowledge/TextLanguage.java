package dev.dermstream.trainer.knowledge;

import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.Locale;

/** The languages that texts are written in. */
public enum TextLanguage {
  EN("English", UnicodeScript.LATIN),
  KO("Korean", UnicodeScript.HANGUL);

  private final String english;
  private final UnicodeScript script;

  TextLanguage(String english, UnicodeScript script) {
    this.english = english;
    this.script = script;
  }

  /**
   * The language of a tag.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static TextLanguage of(String tag) {
    return Arrays.stream(values())
        .filter(language -> language.tag().equals(tag))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException("languages: " + tag + " is not known; give en or ko"));
  }

  /** As manifests write it. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its English name. */
  public String english() {
    return english;
  }

  /**
   * Whether most letters of a text are of this language's script; a text without letters is not.
   */
  public boolean isScriptOf(String text) {
    long letters = text.codePoints().filter(Character::isLetter).count();
    long own =
        text.codePoints()
            .filter(Character::isLetter)
            .filter(letter -> UnicodeScript.of(letter) == script)
            .count();
    return 2 * own > letters;
  }
}
