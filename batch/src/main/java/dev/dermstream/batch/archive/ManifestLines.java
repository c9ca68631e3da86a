package dev.dermstream.batch.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text in UTF-8, with or without a byte order mark; none is held beyond a length.
 */
final class ManifestLines implements Closeable {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final InputStream in;
  private final int mostBytes;
  private long number;

  private ManifestLines(InputStream in, int mostBytes) {
    this.in = in;
    this.mostBytes = mostBytes;
  }

  static ManifestLines open(Path file, int mostBytes) throws IOException {
    return new ManifestLines(new BufferedInputStream(Files.newInputStream(file)), mostBytes);
  }

  /**
   * A line without its end.
   *
   * @param number from 1
   * @param text null if it is too long or no UTF-8
   */
  record Line(long number, @Nullable String text) {
    boolean isBlank() {
      return text != null && text.isBlank();
    }
  }

  /** The next line, or null after the last. */
  @Nullable Line next() throws IOException {
    int octet = in.read();
    if (octet < 0) {
      return null;
    }
    number++;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean fits = true;
    for (; octet >= 0 && octet != '\n'; octet = in.read()) {
      fits = fits && line.size() < mostBytes;
      if (fits) {
        line.write(octet);
      }
    }
    return new Line(number, fits ? text(line.toByteArray()) : null);
  }

  private @Nullable String text(byte[] line) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      String marked = number == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
      return marked.endsWith("\r") ? marked.substring(0, marked.length() - 1) : marked;
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
