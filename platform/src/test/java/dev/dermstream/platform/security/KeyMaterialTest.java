package dev.dermstream.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyMaterialTest {
  @TempDir Path folder;
  private final TestAuthority authority = new TestAuthority("cluster");

  @Test
  void aCertificateAndItsKeyAreRead() throws IOException {
    TlsFiles files = authority.issue(folder, "node", "node.test");

    KeyMaterial material = KeyMaterial.read(files.certificate(), files.key());

    assertThat(material.chain()).hasSize(1);
    assertThat(material.key().getAlgorithm()).isEqualTo("EC");
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws IOException {
    TlsFiles node = authority.issue(folder, "node", "node.test");
    TlsFiles index = authority.issue(folder, "index", "index.test");

    assertThatIOException()
        .isThrownBy(() -> KeyMaterial.read(node.certificate(), index.key()))
        .withMessageContaining("index.key is not the key of the first certificate in")
        .withMessageContaining("node.pem");
  }

  @Test
  void filesThatHoldSomethingElseAreNamed() throws IOException {
    TlsFiles files = authority.issue(folder, "node", "node.test");
    Path noise = Files.writeString(folder.resolve("noise"), "noise");
    Path rsa =
        Files.writeString(
            folder.resolve("old.key"),
            "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");

    assertThatIOException()
        .isThrownBy(() -> KeyMaterial.read(noise, files.key()))
        .withMessageContaining("noise holds no");
    assertThatIOException()
        .isThrownBy(() -> KeyMaterial.read(files.certificate(), noise))
        .withMessageContaining("noise holds no unencrypted RSA or EC key in PKCS #8");
    assertThatIOException()
        .isThrownBy(() -> KeyMaterial.read(files.certificate(), rsa))
        .withMessageContaining("old.key holds no unencrypted RSA or EC key in PKCS #8");
    assertThatIOException()
        .isThrownBy(() -> KeyMaterial.read(folder.resolve("absent.pem"), files.key()))
        .withMessageContaining("absent.pem");
  }
}
