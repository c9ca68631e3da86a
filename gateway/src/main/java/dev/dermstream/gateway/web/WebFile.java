package dev.dermstream.gateway.web;

import dev.dermstream.platform.digest.Sha256;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of the web console.
 *
 * @param digest SHA-256 in hexadecimal
 * @param lasting whether its name holds its digest, so that it never changes under that name
 */
record WebFile(Buffer content, String contentType, String digest, boolean lasting) {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "json", "application/json",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "woff2", "font/woff2");

  /** Folders and a name of plain characters, none beginning with a dot; an ending that is known. */
  private static final Pattern PATH =
      Pattern.compile(
          "/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\\.([a-z0-9]+)");

  private static final Pattern NAMED_DIGEST = Pattern.compile("\\.([0-9a-f]{16})\\.[a-z0-9]+$");
  private static final int MAX_PATH = 200;

  /**
   * Reads a file of the class path.
   *
   * @param folder where the files lie
   * @param path of the address, with its leading slash
   * @return empty if there is none or it is no path of a file
   * @throws IOException if it cannot be read
   */
  static Optional<WebFile> read(String folder, String path) throws IOException {
    Matcher matcher = PATH.matcher(path);
    if (path.length() > MAX_PATH || !matcher.matches() || !TYPES.containsKey(matcher.group(1))) {
      return Optional.empty();
    }
    try (InputStream in = WebFile.class.getClassLoader().getResourceAsStream(folder + path)) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] content = in.readAllBytes();
      String digest = Sha256.hex(content);
      Matcher named = NAMED_DIGEST.matcher(path);
      return Optional.of(
          new WebFile(
              Buffer.buffer(content),
              String.valueOf(TYPES.get(matcher.group(1))),
              digest,
              named.find() && digest.startsWith(named.group(1))));
    }
  }

  /** A strong validator. */
  String entityTag() {
    return '"' + digest.substring(0, 32) + '"';
  }
}
