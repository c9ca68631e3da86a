package dev.dermstream.platform.release;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Signs releases with Ed25519 (RFC 8032); {@link TrustedKeys} is the other side. */
public final class SigningKey {
  private final PrivateKey key;

  private SigningKey(PrivateKey key) {
    this.key = key;
  }

  /**
   * Reads a PEM file (PKCS #8), as {@code openssl genpkey -algorithm ed25519} writes it.
   *
   * @throws IOException if it holds no such key; the message holds nothing of the file's content
   */
  public static SigningKey read(Path file) throws IOException {
    try {
      return new SigningKey(
          KeyFactory.getInstance(TrustedKeys.ALGORITHM)
              .generatePrivate(new PKCS8EncodedKeySpec(TrustedKeys.pem(file, "PRIVATE KEY"))));
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": holds no Ed25519 private key", e);
    }
  }

  /** The signature of a manifest, Base64. */
  String sign(byte[] manifest) throws IOException {
    try {
      Signature signature = Signature.getInstance(TrustedKeys.ALGORITHM);
      signature.initSign(key);
      signature.update(manifest);
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IOException("The release cannot be signed with this key", e);
    }
  }
}
