package dev.dermstream.loadtest.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate for {@code localhost} that lives for a day, made for one run.
 *
 * @param certificate PEM file, its own authority
 * @param key PEM file, PKCS #8
 */
record ServerCertificate(Path certificate, Path key) {
  static final String NAME = "localhost";

  private static final String PASSWORD = "one-run";
  private static final int LINE = 64;

  static ServerCertificate create(Path folder) throws IOException, InterruptedException {
    Path store = folder.resolve("localhost.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                NAME,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + NAME,
                "-ext",
                "san=dns:" + NAME,
                "-validity",
                "1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("No certificate: " + said);
    }
    try {
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      return new ServerCertificate(
          write(
              folder.resolve("localhost.pem"),
              "CERTIFICATE",
              keys.getCertificate(NAME).getEncoded()),
          write(
              folder.resolve("localhost.key"),
              "PRIVATE KEY",
              keys.getKey(NAME, PASSWORD.toCharArray()).getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException("The certificate cannot be read back", e);
    }
  }

  private static Path write(Path file, String kind, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        file, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(kind, text, kind));
  }
}
