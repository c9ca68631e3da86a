package dev.dermstream.platform.release;

import com.typesafe.config.Config;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.platform.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where releases come from, {@code dermstream.releases}.
 *
 * @param store folder of a {@link ReleaseStore} whose live release is served; empty: the release
 *     directory that {@code dermstream.release} names
 * @param trustedKeys files of Ed25519 public keys, one of which must have signed a release; none:
 *     nobody need have
 * @param watchInterval pause between two looks which release is live
 * @param linger how long a release that is not live any more is kept after its last request
 */
public record ReleasesConfig(
    String store, List<String> trustedKeys, Duration watchInterval, Duration linger) {
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofHours(1);

  public ReleasesConfig {
    trustedKeys = List.copyOf(trustedKeys);
  }

  /**
   * Reads and checks the values.
   *
   * @throws ConfigurationException with every problem
   */
  public static ReleasesConfig from(Config config) {
    return Settings.read(config, "dermstream.releases", ReleasesConfig::read);
  }

  private static ReleasesConfig read(Settings settings) {
    return new ReleasesConfig(
        settings.text("store"),
        settings.texts("trusted-keys"),
        settings.duration("watch-interval", SHORTEST, LONGEST),
        settings.duration("linger", Duration.ZERO, LONGEST));
  }

  /**
   * The keys in those files.
   *
   * @throws IOException if one cannot be read
   */
  public TrustedKeys trusted() throws IOException {
    return TrustedKeys.read(trustedKeys.stream().map(Path::of).toList());
  }
}
