package dev.dermstream.platform.security;

import io.grpc.util.CertificateUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** A private key and the certificates that vouch for it; the first is its own. */
record KeyMaterial(PrivateKey key, List<X509Certificate> chain) {
  private static final byte[] PROBE = "which key is this".getBytes(StandardCharsets.US_ASCII);

  /**
   * @throws IOException naming the file that cannot be read, or that the two do not belong together
   */
  static KeyMaterial read(Path certificate, Path key) throws IOException {
    List<X509Certificate> chain = certificates(certificate);
    KeyMaterial material = new KeyMaterial(privateKey(key), chain);
    material.requireMatch(certificate, key);
    return material;
  }

  /**
   * @throws IOException naming the file, if it holds no readable certificate
   */
  static List<X509Certificate> certificates(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      X509Certificate[] certificates = CertificateUtils.getX509Certificates(in);
      if (certificates.length == 0) {
        throw new IOException("%s holds no certificate in PEM".formatted(file));
      }
      return List.of(certificates);
    } catch (CertificateException e) {
      throw new IOException("%s holds no readable certificate in PEM".formatted(file), e);
    }
  }

  /** When the first of the certificates ends. */
  Instant expires() {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static PrivateKey privateKey(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateUtils.getPrivateKey(in);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "%s holds no unencrypted RSA or EC key in PKCS #8 PEM (BEGIN PRIVATE KEY)"
              .formatted(file),
          e);
    }
  }

  /** While files are being replaced one by one they may not belong together. */
  private void requireMatch(Path certificate, Path keyFile) throws IOException {
    String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    boolean matches;
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(chain.getFirst().getPublicKey());
      signature.update(PROBE);
      matches = signature.verify(signed);
    } catch (GeneralSecurityException e) {
      throw new IOException(mismatch(certificate, keyFile), e);
    }
    if (!matches) {
      throw new IOException(mismatch(certificate, keyFile));
    }
  }

  private static String mismatch(Path certificate, Path keyFile) {
    return "%s is not the key of the first certificate in %s".formatted(keyFile, certificate);
  }
}
