package dev.dermstream.node.server;

import dev.dermstream.node.oip.OpenInference;
import dev.dermstream.node.oip.Profiles;
import dev.dermstream.node.repository.DirectoryRepository;
import dev.dermstream.node.repository.RepositoryConfig;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.grpc.BindableService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The model repository and the protocol that serves it, opened and closed together. */
record ServedModels(Optional<DirectoryRepository> repository, OpenInference protocol)
    implements AutoCloseable {
  /**
   * Opens the repository if one is configured.
   *
   * @throws IOException if its directory cannot be read
   */
  static ServedModels open(NodeConfig config, Profiles profiles, StageMetrics metrics)
      throws IOException {
    RepositoryConfig settings = config.repository();
    Optional<DirectoryRepository> repository = Optional.empty();
    if (settings.path().isPresent()) {
      Path path = settings.path().get();
      repository =
          Optional.of(DirectoryRepository.open(path, settings.drainTimeout(), config.engine()));
    }
    return new ServedModels(
        repository, OpenInference.create(profiles, repository, metrics, () -> true));
  }

  BindableService service() {
    return protocol.service();
  }

  /** From now on every new request is refused as DRAINING. */
  void drain() {
    protocol.drain();
  }

  @Override
  public void close() {
    protocol.close();
    repository.ifPresent(DirectoryRepository::close);
  }
}
