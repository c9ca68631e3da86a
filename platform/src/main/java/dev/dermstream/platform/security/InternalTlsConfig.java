package dev.dermstream.platform.security;

import com.typesafe.config.Config;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.platform.config.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Mutual TLS between the parts of a cluster, {@code dermstream.internal-tls}: the same section for
 * gateway, node and index, each with files of its own.
 *
 * @param enabled whether parts speak TLS and show certificates to one another
 * @param certificate PEM file; blank only where disabled
 * @param key PEM file; blank only where disabled
 * @param authorities PEM file; blank only where disabled
 * @param peers DNS names of which a peer's certificate must carry one; empty: any
 * @param reloadInterval pause between two looks at the files
 * @param allowInsecure whether a part may listen beyond loopback without it
 */
public record InternalTlsConfig(
    boolean enabled,
    String certificate,
    String key,
    String authorities,
    List<String> peers,
    Duration reloadInterval,
    boolean allowInsecure) {
  private static final String PATH = "dermstream.internal-tls";

  /** Clear text, for parts that share one host. */
  public static final InternalTlsConfig OFF =
      new InternalTlsConfig(false, "", "", "", List.of(), Duration.ofSeconds(10), false);

  public InternalTlsConfig {
    peers = List.copyOf(peers);
  }

  /**
   * @throws ConfigurationException with every problem of the section
   */
  public static InternalTlsConfig from(Config config) {
    return Settings.read(config, PATH, InternalTlsConfig::map);
  }

  private static InternalTlsConfig map(Settings settings) {
    InternalTlsConfig mapped =
        new InternalTlsConfig(
            settings.flag("enabled"),
            settings.text("certificate"),
            settings.text("key"),
            settings.text("authorities"),
            settings.texts("peers"),
            settings.duration("reload-interval", Duration.ofMillis(10), Duration.ofHours(1)),
            settings.flag("allow-insecure"));
    if (mapped.enabled) {
      settings.require(!mapped.certificate.isBlank(), "certificate", "must name a file");
      settings.require(!mapped.key.isBlank(), "key", "must name a file");
      settings.require(!mapped.authorities.isBlank(), "authorities", "must name a file");
    }
    return mapped;
  }

  /**
   * Reads and follows the files; to be closed by the caller.
   *
   * @throws IOException naming the file that cannot be used
   */
  public TlsMaterial open() throws IOException {
    return TlsMaterial.open(
        "certificates of the cluster",
        TlsFiles.of(certificate, key, authorities),
        peers,
        reloadInterval);
  }

  /**
   * Records a problem if a server could be called by anybody from other hosts, and nothing says
   * that it may.
   *
   * @param settings of the server, whose key {@code host} this is
   */
  public void requireProtected(Settings settings, String host) {
    settings.require(
        enabled || allowInsecure || ListenAddress.isLoopback(host),
        "host",
        "can be reached from other hosts, where anybody could call this server: set "
            + "%s.enabled with certificates, or %s.allow-insecure = true".formatted(PATH, PATH));
  }
}
