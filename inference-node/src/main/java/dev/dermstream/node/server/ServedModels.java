package dev.dermstream.node.server;

import dev.dermstream.node.health.ModelHealth;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.oip.OpenInference;
import dev.dermstream.node.oip.Profiles;
import dev.dermstream.node.repository.DirectoryRepository;
import dev.dermstream.node.repository.ModelRepository;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.grpc.BindableService;
import java.io.IOException;

/** The model repository and the protocol that serves it, opened and closed together. */
record ServedModels(ModelRepository repository, OpenInference protocol) implements AutoCloseable {
  /**
   * Opens the repository if one is configured.
   *
   * @throws IOException if its directory cannot be read
   */
  static ServedModels open(
      NodeConfig config,
      ImageDecoder decoder,
      RepositoryProfiles host,
      ModelHealth health,
      Profiles profiles,
      StageMetrics metrics)
      throws IOException {
    ModelRepository repository =
        DirectoryRepository.open(
            config.repository(),
            config.engine(),
            health,
            decoder,
            config.effectiveDecodeThreads(),
            host);
    return new ServedModels(repository, OpenInference.create(profiles, repository, metrics));
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
    repository.close();
  }
}
