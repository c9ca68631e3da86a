package dev.dermstream.node.oip;

import com.google.errorprone.annotations.FormatMethod;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;

/** How this package says no: one sentence that a caller can act on. */
final class Refusal {
  private static final int LONGEST_NAME = 64;

  private Refusal() {}

  /** The request itself is wrong. */
  @FormatMethod
  static ServiceException invalid(String sentence, Object... values) {
    return new ServiceException(ErrorCode.INVALID_INPUT, sentence.formatted(values));
  }

  /** A caller's name of bounded length and plain characters. */
  static String shown(String name) {
    String plain = name.replaceAll("[^\\p{Alnum}._:/-]", "?");
    return plain.length() <= LONGEST_NAME ? plain : plain.substring(0, LONGEST_NAME) + "...";
  }
}
