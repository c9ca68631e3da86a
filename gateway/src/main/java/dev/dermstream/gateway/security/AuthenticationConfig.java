package dev.dermstream.gateway.security;

import dev.dermstream.platform.config.Settings;
import java.time.Duration;

/**
 * Who may call, {@code dermstream.gateway.authentication}.
 *
 * @param enabled whether a call needs a token
 * @param callersFile JSON file of callers with fixed tokens; blank for none
 * @param reloadInterval pause between two looks at files
 * @param jwt how signed tokens are judged
 */
public record AuthenticationConfig(
    boolean enabled, String callersFile, Duration reloadInterval, JwtConfig jwt) {
  /** Reads the section. */
  public static AuthenticationConfig read(Settings settings) {
    AuthenticationConfig read =
        new AuthenticationConfig(
            settings.flag("authentication.enabled"),
            settings.text("authentication.callers-file"),
            settings.duration(
                "authentication.reload-interval", Duration.ofMillis(10), Duration.ofHours(1)),
            JwtConfig.read(settings));
    settings.require(
        !read.enabled || !read.callersFile.isBlank() || read.jwt.isUsed(),
        "authentication.enabled",
        "needs authentication.callers-file or authentication.jwt.jwks");
    return read;
  }
}
