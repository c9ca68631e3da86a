package dev.dermstream.dicom.dimse;

import dev.dermstream.dicom.association.Tls;
import dev.dermstream.platform.security.TestAuthority;
import dev.dermstream.platform.security.TlsMaterial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** TLS from the files of an authority that lives for a test. */
final class TestTls {
  private TestTls() {}

  /** For a part of that name on this machine, which trusts the same authority. */
  static Tls of(TestAuthority authority, Path folder, String part) throws Exception {
    try (TlsMaterial material =
        TlsMaterial.open(
            part, authority.issue(folder, part, "localhost"), List.of(), Duration.ofHours(1))) {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {material.keyManager()},
          new TrustManager[] {material.trustManager()},
          null);
      return new Tls(context, true);
    }
  }
}
