package dev.dermstream.gateway.server;

import dev.dermstream.platform.config.Settings;
import dev.dermstream.platform.security.TlsFiles;
import dev.dermstream.platform.security.TlsMaterial;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * TLS on the gateway's port, {@code dermstream.gateway.tls}.
 *
 * @param enabled whether it is spoken; then nothing else is
 * @param certificate PEM file; blank only where disabled
 * @param key PEM file; blank only where disabled
 * @param clientCertificates whether clients show one
 * @param authorities PEM file by which they are judged; blank only where none are asked for
 * @param reloadInterval pause between two looks at the files
 */
public record TlsConfig(
    boolean enabled,
    String certificate,
    String key,
    ClientCertificates clientCertificates,
    String authorities,
    Duration reloadInterval) {
  /** Whether clients show a certificate. */
  public enum ClientCertificates {
    /** They are not asked for one. */
    NONE,
    /** They may show one, which must then be good. */
    OPTIONAL,
    /** Without a good one there is no connection. */
    REQUIRED
  }

  static TlsConfig read(Settings settings) {
    TlsConfig read =
        new TlsConfig(
            settings.flag("tls.enabled"),
            settings.text("tls.certificate"),
            settings.text("tls.key"),
            clientCertificates(settings),
            settings.text("tls.authorities"),
            settings.duration("tls.reload-interval", Duration.ofMillis(10), Duration.ofHours(1)));
    if (read.enabled) {
      settings.require(!read.certificate.isBlank(), "tls.certificate", "must name a file");
      settings.require(!read.key.isBlank(), "tls.key", "must name a file");
      settings.require(
          read.clientCertificates == ClientCertificates.NONE || !read.authorities.isBlank(),
          "tls.authorities",
          "must name a file where client certificates are asked for");
    }
    return read;
  }

  /**
   * Reads and follows the files; to be closed by the caller.
   *
   * @throws IOException naming the file that cannot be used
   */
  TlsMaterial open() throws IOException {
    return TlsMaterial.open(
        "certificate of the gateway",
        TlsFiles.of(certificate, key, authorities),
        List.of(),
        reloadInterval);
  }

  private static ClientCertificates clientCertificates(Settings settings) {
    String key = "tls.client-certificates";
    String word = settings.text(key);
    for (ClientCertificates each : ClientCertificates.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
        return each;
      }
    }
    settings.require(
        false,
        key,
        "must be one of " + Arrays.toString(ClientCertificates.values()).toLowerCase(Locale.ROOT));
    return ClientCertificates.NONE;
  }
}
