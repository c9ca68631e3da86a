package dev.dermstream.batch.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one line of a list says.
 *
 * @param number of the line, from 1
 * @param path as written; null if the line cannot be read
 * @param sha256 of the file, lower-case hexadecimal; empty if the list does not say
 * @param bytes of the file; -1 if the list does not say
 */
record ManifestItem(long number, @Nullable String path, String sha256, long bytes) {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final long WRONG = -2;

  static ManifestItem broken(long number) {
    return new ManifestItem(number, null, "", -1);
  }

  /** What a line says, or that it cannot be read where no file can be called so. */
  static ManifestItem of(long number, @Nullable String path, String sha256, String bytes) {
    String digest = sha256.strip().toLowerCase(Locale.ROOT);
    long size = size(bytes.strip());
    boolean holds =
        path != null
            && !path.isBlank()
            && path.indexOf('\0') < 0
            && UTF_8.newEncoder().canEncode(path)
            && (digest.isEmpty() || DIGEST.matcher(digest).matches())
            && size != WRONG;
    return holds ? new ManifestItem(number, path, digest, size) : broken(number);
  }

  private static long size(String bytes) {
    if (bytes.isEmpty()) {
      return -1;
    }
    try {
      long size = Long.parseLong(bytes);
      return size < 0 ? WRONG : size;
    } catch (NumberFormatException _) {
      return WRONG;
    }
  }
}
