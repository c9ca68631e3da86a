package dev.dermstream.trainer.evaluation.encoder;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Which encoder the text decoder of a checkpoint is, whatever runs it. The digest is that of {@code
 * sha256sum config.json model.safetensors tokenizer.json | sha256sum}.
 */
public final class CheckpointIdentity {
  /** What determines the embeddings. */
  public static final List<String> FILES =
      List.of("config.json", "model.safetensors", "tokenizer.json");

  private CheckpointIdentity() {}

  /**
   * The identity.
   *
   * @param model directory with {@link #FILES}
   * @param name for a person
   */
  public static TextEncoder.Identity of(Path model, String name) throws IOException {
    StringBuilder sums = new StringBuilder();
    for (String file : FILES) {
      sums.append("%s  %s\n".formatted(sha256(model.resolve(file)), file));
    }
    byte[] digest = sha256().digest(sums.toString().getBytes(StandardCharsets.UTF_8));
    return new TextEncoder.Identity(name, HexFormat.of().formatHex(digest));
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream bytes = Files.newInputStream(file);
        DigestInputStream read = new DigestInputStream(bytes, digest)) {
      read.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has SHA-256", e);
    }
  }
}
