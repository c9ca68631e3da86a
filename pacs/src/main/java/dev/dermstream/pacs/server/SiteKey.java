package dev.dermstream.pacs.server;

import dev.dermstream.dicom.privacy.Pseudonyms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/**
 * The secret by which names of patients and objects become pseudonyms: beside the log, made once.
 */
final class SiteKey {
  private static final String FILE = "site.key";

  private SiteKey() {}

  /**
   * Reads the key of a folder, which is made where it is missing.
   *
   * @throws IOException if it cannot be read or written, or is too short
   */
  static Pseudonyms open(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      make(file);
    }
    byte[] key = Files.readAllBytes(file);
    if (key.length < Pseudonyms.MIN_KEY_BYTES) {
      throw new IOException(
          "%s is no key: it has fewer than %d bytes".formatted(file, Pseudonyms.MIN_KEY_BYTES));
    }
    return new Pseudonyms(key);
  }

  private static void make(Path file) throws IOException {
    byte[] key = new byte[Pseudonyms.MIN_KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Path beside = file.resolveSibling(FILE + ".new");
    Files.deleteIfExists(beside);
    Files.createFile(beside);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-------"));
    }
    try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(key));
      channel.force(true);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
