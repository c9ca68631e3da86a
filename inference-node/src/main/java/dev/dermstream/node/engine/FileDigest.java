package dev.dermstream.node.engine;

import dev.dermstream.platform.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** SHA-256 over files: names, lengths and bytes. Equal digests mean equal files. */
public final class FileDigest {
  private FileDigest() {}

  /**
   * Digest of a graph with everything beside it, since its weights may lie in other files.
   *
   * @return 64 hexadecimal digits
   */
  static String of(Path graph) throws IOException {
    return ofDirectory(Objects.requireNonNull(graph.toAbsolutePath().getParent()));
  }

  /**
   * Digest of a directory.
   *
   * @return 64 hexadecimal digits
   */
  public static String ofDirectory(Path directory) throws IOException {
    MessageDigest digest = Sha256.start();
    for (Path file : files(directory)) {
      byte[] name = directory.relativize(file).toString().getBytes(StandardCharsets.UTF_8);
      digest.update(
          ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
              .putInt(name.length)
              .putLong(Files.size(file))
              .flip());
      digest.update(name);
      try (InputStream bytes = new DigestInputStream(Files.newInputStream(file), digest)) {
        bytes.transferTo(OutputStream.nullOutputStream());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
