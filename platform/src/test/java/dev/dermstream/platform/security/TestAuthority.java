package dev.dermstream.platform.security;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that lives for one test and writes PEM files for it; no key is ever committed. */
public final class TestAuthority {
  private static final AtomicLong SERIAL = new AtomicLong(1);

  private final X500Name name;
  private final KeyPair keys;
  private final X509Certificate certificate;

  public TestAuthority(String name) {
    this.name = new X500Name("CN=" + name);
    this.keys = newKeys();
    this.certificate = sign(builder(this.name, keys, Duration.ofDays(1)), true);
  }

  /** Writes {@code authority.pem}. */
  public Path write(Path folder) throws IOException {
    return replace(folder.resolve("authority.pem"), pem(certificate));
  }

  /** Writes {@code NAME.pem} and {@code NAME.key} for a part with these DNS names. */
  public TlsFiles issue(Path folder, String part, String... dnsNames) throws IOException {
    return issue(folder, part, Duration.ofHours(1), dnsNames);
  }

  /** As the other, for a time that may lie in the past. */
  public TlsFiles issue(Path folder, String part, Duration lifetime, String... dnsNames)
      throws IOException {
    KeyPair own = newKeys();
    X509v3CertificateBuilder builder = builder(new X500Name("CN=" + part), own, lifetime);
    GeneralName[] names = new GeneralName[dnsNames.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = new GeneralName(GeneralName.dNSName, dnsNames[i]);
    }
    if (names.length > 0) {
      extend(builder, Extension.subjectAlternativeName, new GeneralNames(names));
    }
    Path certificateFile = replace(folder.resolve(part + ".pem"), pem(sign(builder, false)));
    Path keyFile =
        replace(folder.resolve(part + ".key"), pem(new JcaPKCS8Generator(own.getPrivate(), null)));
    return new TlsFiles(certificateFile, keyFile, java.util.Optional.of(write(folder)));
  }

  public X509Certificate certificate() {
    return certificate;
  }

  private X509v3CertificateBuilder builder(X500Name subject, KeyPair subjectKeys, Duration life) {
    Instant end = Instant.now().plus(life);
    return new JcaX509v3CertificateBuilder(
        name,
        BigInteger.valueOf(SERIAL.getAndIncrement()),
        Date.from(end.minus(Duration.ofDays(2))),
        Date.from(end),
        subject,
        subjectKeys.getPublic());
  }

  private X509Certificate sign(X509v3CertificateBuilder builder, boolean authority) {
    extend(builder, Extension.basicConstraints, new BasicConstraints(authority));
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException("A certificate for a test cannot be made", e);
    }
  }

  private static void extend(
      X509v3CertificateBuilder builder,
      org.bouncycastle.asn1.ASN1ObjectIdentifier kind,
      org.bouncycastle.asn1.ASN1Encodable value) {
    try {
      builder.addExtension(kind, true, value);
    } catch (CertIOException e) {
      throw new IllegalStateException("A certificate for a test cannot be made", e);
    }
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has this curve", e);
    }
  }

  private static String pem(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }

  /** Whole at once, as secrets are replaced. */
  private static Path replace(Path file, String text) throws IOException {
    Path fresh = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
    return Files.move(
        fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
