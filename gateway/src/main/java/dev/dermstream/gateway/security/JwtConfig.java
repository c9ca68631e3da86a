package dev.dermstream.gateway.security;

import com.nimbusds.jose.JWSAlgorithm;
import dev.dermstream.platform.config.Settings;
import dev.dermstream.platform.security.ListenAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How signed tokens (JSON Web Tokens) are judged, {@code dermstream.gateway.authentication.jwt}.
 *
 * @param jwks the public keys: a URL or a file; blank where no such tokens are taken
 * @param issuer that a token must name
 * @param audience that a token must be for
 * @param algorithms signature algorithms that are accepted
 * @param clockSkew tolerated difference between the issuer's clock and ours
 * @param refreshInterval age at which keys from a URL are fetched again
 * @param cacheTime how long a token that was verified is not verified again
 * @param rolesClaim claim that lists the roles
 * @param profilesClaim claim that lists the profiles; blank: tokens are good for every profile
 */
public record JwtConfig(
    String jwks,
    String issuer,
    String audience,
    List<String> algorithms,
    Duration clockSkew,
    Duration refreshInterval,
    Duration cacheTime,
    String rolesClaim,
    String profilesClaim) {
  private static final String PATH = "authentication.jwt.";

  /**
   * Signatures by a private key only: with a shared secret everybody who can verify can forge, and
   * Ed25519 would need a further library.
   */
  private static final Set<String> KNOWN =
      Set.of(
          JWSAlgorithm.RS256.getName(),
          JWSAlgorithm.RS384.getName(),
          JWSAlgorithm.RS512.getName(),
          JWSAlgorithm.PS256.getName(),
          JWSAlgorithm.PS384.getName(),
          JWSAlgorithm.PS512.getName(),
          JWSAlgorithm.ES256.getName(),
          JWSAlgorithm.ES384.getName(),
          JWSAlgorithm.ES512.getName());

  public JwtConfig {
    algorithms = List.copyOf(algorithms);
  }

  static JwtConfig read(Settings settings) {
    JwtConfig read =
        new JwtConfig(
            settings.text(PATH + "jwks"),
            settings.text(PATH + "issuer"),
            settings.text(PATH + "audience"),
            settings.texts(PATH + "algorithms"),
            settings.duration(PATH + "clock-skew", Duration.ZERO, Duration.ofMinutes(10)),
            settings.duration(PATH + "refresh-interval", Duration.ofMinutes(2), Duration.ofDays(1)),
            settings.duration(PATH + "cache-time", Duration.ofSeconds(1), Duration.ofHours(1)),
            settings.text(PATH + "roles-claim"),
            settings.text(PATH + "profiles-claim"));
    if (read.isUsed()) {
      read.check(settings);
    }
    return read;
  }

  private void check(Settings settings) {
    settings.require(!issuer.isBlank(), PATH + "issuer", "must be set where jwks is");
    settings.require(!audience.isBlank(), PATH + "audience", "must be set where jwks is");
    settings.require(!rolesClaim.isBlank(), PATH + "roles-claim", "must be set where jwks is");
    settings.require(
        !algorithms.isEmpty() && KNOWN.containsAll(algorithms),
        PATH + "algorithms",
        "must be some of " + KNOWN.stream().sorted().toList());
    settings.require(
        !isUrl() || isSafe(), PATH + "jwks", "must be an https URL, or http on this host alone");
  }

  /** Whether signed tokens are taken at all. */
  boolean isUsed() {
    return !jwks.isBlank();
  }

  /** Whether the keys are fetched rather than read from a file. */
  boolean isUrl() {
    return jwks.startsWith("https:") || jwks.startsWith("http:");
  }

  private boolean isSafe() {
    try {
      URI uri = URI.create(jwks);
      return uri.getHost() != null
          && (uri.getScheme().equals("https") || ListenAddress.isLoopback(uri.getHost()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
