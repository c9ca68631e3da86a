package dev.dermstream.batch.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * File names as text and back, without loss. To POSIX a name is bytes; Java's text of a path loses
 * those that its locale cannot tell, but the path's URI has all of them. So a name is its bytes as
 * UTF-8 whatever the locale, and bytes that are no UTF-8 are written {@code \xNN}; the path's own
 * bytes are kept beside such a name, percent-encoded.
 */
final class FileNames {
  private static final boolean UTF_8_LOCALE =
      "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));
  private static final char REPLACEMENT = '\uFFFD';
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final int LAST_ASCII = 0x7F;
  private static final int ESCAPED_CHARS = 4;

  private FileNames() {}

  /**
   * What a file or folder is called.
   *
   * @param text its name, with {@code \xNN} for bytes that are no UTF-8
   * @param isExact whether the text is all of the name
   */
  record Name(String text, boolean isExact) {}

  /** The last part of a path. */
  static Name last(Path path) {
    String text = String.valueOf(path.getFileName());
    if (UTF_8_LOCALE && text.indexOf(REPLACEMENT) < 0) {
      return new Name(text, true);
    }
    String encoded = encoded(path);
    byte[] bytes = decode(encoded.substring(encoded.lastIndexOf('/') + 1));
    try {
      return new Name(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(), true);
    } catch (CharacterCodingException _) {
      return new Name(escape(bytes), false);
    }
  }

  /** The bytes of an absolute path, percent-encoded; without a slash at the end. */
  static String encoded(Path path) {
    String encoded = path.toUri().getRawPath();
    return encoded.endsWith("/") ? encoded.substring(0, encoded.length() - 1) : encoded;
  }

  /** The path below a folder whose bytes are those of the text in UTF-8. */
  static Path resolve(Path folder, String name) {
    return UTF_8_LOCALE ? folder.resolve(name) : resolveEncoded(folder, encode(name));
  }

  /** The path below an absolute folder whose bytes are percent-encoded. */
  static Path resolveEncoded(Path folder, String encoded) {
    return Path.of(URI.create("file://" + encoded(folder) + "/" + encoded));
  }

  // java.net.URI would bring decomposed letters, as macOS writes them, into their composed form.
  private static String encode(String name) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : name.getBytes(UTF_8)) {
      char plain = (char) (octet & 0xFF);
      if (plain == '/' || (plain <= LAST_ASCII && Character.isLetterOrDigit(plain))) {
        encoded.append(plain);
      } else {
        encoded.append('%').append(HEX.toHexDigits(octet));
      }
    }
    return encoded.toString();
  }

  private static byte[] decode(String encoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < encoded.length(); i++) {
      char next = encoded.charAt(i);
      if (next == '%') {
        bytes.write(HexFormat.fromHexDigits(encoded, i + 1, i + 3));
        i += 2;
      } else {
        bytes.write(next);
      }
    }
    return bytes.toByteArray();
  }

  // Backslashes that are there are doubled, so that two names stay two.
  private static String escape(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(doubleBackslashes(bytes));
    CharBuffer out = CharBuffer.allocate(ESCAPED_CHARS * in.remaining());
    CharsetDecoder decoder = UTF_8.newDecoder();
    CoderResult result = decoder.decode(in, out, true);
    while (result.isError()) {
      for (int i = 0; i < result.length(); i++) {
        out.put("\\x").put(HEX.toHexDigits(in.get()));
      }
      result = decoder.decode(in, out, true);
    }
    return out.flip().toString();
  }

  private static byte[] doubleBackslashes(byte[] bytes) {
    ByteArrayOutputStream doubled = new ByteArrayOutputStream();
    for (byte octet : bytes) {
      doubled.write(octet);
      if (octet == '\\') {
        doubled.write(octet);
      }
    }
    return doubled.toByteArray();
  }
}
