package dev.dermstream.platform.release;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Ed25519 keys (RFC 8032), one of which must have signed a release. Immutable.
 *
 * @param keys none: nobody need have signed it
 */
public record TrustedKeys(List<PublicKey> keys) {
  /** Nobody need have signed a release. */
  public static final TrustedKeys NONE = new TrustedKeys(List.of());

  static final String ALGORITHM = "Ed25519";

  public TrustedKeys {
    keys = List.copyOf(keys);
  }

  /**
   * Reads PEM files with a public key each, as {@code openssl pkey -pubout} writes them.
   *
   * @throws IOException that names the file which holds no such key
   */
  public static TrustedKeys read(List<Path> files) throws IOException {
    List<PublicKey> keys = new ArrayList<>();
    for (Path file : files) {
      keys.add(publicKey(file));
    }
    return new TrustedKeys(keys);
  }

  private static PublicKey publicKey(Path file) throws IOException {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(pem(file, "PUBLIC KEY")));
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": holds no Ed25519 public key", e);
    }
  }

  /** The bytes of the first block of that kind. */
  static byte[] pem(Path file, String kind) throws IOException {
    String text = Files.readString(file, StandardCharsets.US_ASCII);
    String begin = "-----BEGIN " + kind + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + kind + "-----");
    if (from < 0 || to < from) {
      throw new IOException(file + ": holds no PEM block " + kind);
    }
    try {
      return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": its PEM block is broken", e);
    }
  }

  /**
   * Lets a manifest pass that one of the keys has signed, or any if there are no keys.
   *
   * @param manifest the bytes that were signed
   * @param signatureFile Base64; may be missing
   * @throws IOException if nobody who is trusted has signed it
   */
  void require(byte[] manifest, Path signatureFile) throws IOException {
    if (keys.isEmpty()) {
      return;
    }
    if (!Files.isRegularFile(signatureFile)) {
      throw new IOException(
          signatureFile.getParent()
              + ": is not signed, and only releases signed by a trusted key are served");
    }
    byte[] signature;
    try {
      signature = Base64.getDecoder().decode(Files.readString(signatureFile).strip());
    } catch (IllegalArgumentException e) {
      throw new IOException(signatureFile + ": is no signature", e);
    }
    if (keys.stream().noneMatch(key -> isBy(key, manifest, signature))) {
      throw new IOException(
          signatureFile.getParent() + ": is not signed by a trusted key, or was altered since");
    }
  }

  private static boolean isBy(PublicKey key, byte[] manifest, byte[] bytes) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(manifest);
      return signature.verify(bytes);
    } catch (GeneralSecurityException e) {
      // Bytes that are no Ed25519 signature at all.
      return false;
    }
  }
}
