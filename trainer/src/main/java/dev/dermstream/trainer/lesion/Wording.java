package dev.dermstream.trainer.lesion;

import com.google.errorprone.annotations.Immutable;

/** The same words in both languages. */
@Immutable
public record Wording(String english, String korean) {

  /** The words in one language. */
  public String in(Language language) {
    return switch (language) {
      case ENGLISH -> english;
      case KOREAN -> korean;
    };
  }
}
