package dev.dermstream.node.repository;

import dev.dermstream.platform.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Configuration of the model repository, {@code dermstream.node.repository}.
 *
 * @param path the directory of models; empty for no repository
 * @param drainTimeout how long a model that is replaced or unloaded may take to answer what it has
 *     begun
 */
public record RepositoryConfig(Optional<Path> path, Duration drainTimeout) {
  private static final Duration LONGEST_DRAIN = Duration.ofHours(1);

  /** Reads the keys under {@code repository}. */
  public static RepositoryConfig read(Settings settings) {
    return new RepositoryConfig(
        Optional.of(settings.text("repository.path")).filter(path -> !path.isBlank()).map(Path::of),
        settings.duration("repository.drain-timeout", Duration.ZERO, LONGEST_DRAIN));
  }
}
