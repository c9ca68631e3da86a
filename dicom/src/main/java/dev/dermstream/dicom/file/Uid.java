package dev.dermstream.dicom.file;

import java.math.BigInteger;
import java.util.UUID;
import java.util.regex.Pattern;

/** Unique identifiers (PS3.5, 9): digits and dots, so that one can be a name of a file. */
public final class Uid {
  private static final Pattern FORM = Pattern.compile("(?=.{1,64}$)[0-9]+(\\.[0-9]+)*");

  private static final int HEXADECIMAL = 16;

  private Uid() {}

  /** Whether this is one: 1 to 64 characters. */
  public static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }

  /** The UID that stands for a UUID (PS3.5, B.2). */
  public static String of(UUID uuid) {
    return "2.25." + new BigInteger(uuid.toString().replace("-", ""), HEXADECIMAL);
  }
}
