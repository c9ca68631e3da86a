package dev.dermstream.command;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import dev.dermstream.audit.chain.Origin;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.release.ReleaseStore;
import dev.dermstream.platform.release.ReleasesConfig;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.GetReleaseRequest;
import dev.dermstream.v1.ProfileInfo;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Who answers once more: a cluster of this process with the release of the record, which records
 * nothing, or a running gateway that serves it.
 */
final class RerunGateway {
  private static final int PATIENCE_SECONDS = 120;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "Release store that has the release; default: the configured one.")
  @Nullable Path store;

  @Option(
      names = "--release",
      paramLabel = "DIR",
      description = "The release's own folder, instead of a store.")
  @Nullable Path release;

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = "A running gateway that serves the release, and records this request as any.")
  @Nullable String server;

  @Mixin ServerAccess access = new ServerAccess();

  /**
   * Opens a channel to who answers from the release of the record; closes what was started.
   *
   * @throws IOException if the release is not there, is damaged or is not the one that is served
   */
  int call(Config config, Origin recorded, GatewayChoice.Work work)
      throws IOException, InterruptedException {
    if (server != null) {
      if (store != null || release != null) {
        throw new IllegalArgumentException(
            "--server answers from its own release: leave --store" + " and --release out");
      }
      return call(access.open(server), server, recorded, work);
    }
    Path directory = directory(config, recorded.release()).toAbsolutePath();
    Config fixed =
        config
            .withValue("dermstream.releases.store", ConfigValueFactory.fromAnyRef(""))
            .withValue("dermstream.release", ConfigValueFactory.fromAnyRef(directory.toString()));
    try (LocalCluster cluster = LocalCluster.start(fixed, LocalCluster.Ports.EPHEMERAL)) {
      String address = cluster.gatewayAddress();
      return call(ServerAccess.plain(address), directory.toString(), recorded, work);
    }
  }

  private Path directory(Config config, String id) throws IOException {
    ReleasesConfig releases = ReleasesConfig.from(config);
    if (store != null && release != null) {
      throw new IllegalArgumentException("Either --store or --release, not both");
    }
    if (release == null && (store != null || !releases.store().isEmpty())) {
      Path folder = store != null ? store : Path.of(releases.store());
      return new ReleaseStore(folder, releases.trusted()).load(id).directory();
    }
    Path folder = release != null ? release : Release.directory(config);
    String there = Release.load(folder, releases.trusted()).id();
    if (!there.equals(id)) {
      throw new IOException(
          "%s holds the release %s, the record names %s".formatted(folder, there, id));
    }
    return folder;
  }

  private static int call(
      ManagedChannel channel, String name, Origin recorded, GatewayChoice.Work work)
      throws IOException, InterruptedException {
    try {
      requireServed(name, served(channel, name), recorded);
      return work.run(channel);
    } finally {
      channel.shutdownNow();
    }
  }

  private static List<ProfileInfo> served(ManagedChannel channel, String name) throws IOException {
    try {
      return ScreeningServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .getRelease(GetReleaseRequest.getDefaultInstance())
          .getRelease()
          .getProfilesList();
    } catch (StatusRuntimeException e) {
      Error error = StatusMapping.toError(e, "");
      throw new IOException(
          "%s does not tell its release: %s: %s"
              .formatted(name, error.getCode(), error.getMessage()),
          e);
    }
  }

  /** A profile may also be of a model that was loaded beside the release. */
  private static void requireServed(String name, List<ProfileInfo> profiles, Origin recorded)
      throws IOException {
    ProfileInfo profile =
        profiles.stream()
            .filter(each -> each.getName().equals(recorded.profile()))
            .findFirst()
            .orElseThrow(() ->
                new IOException(
                    "%s has no profile %s, which the record names"
                        .formatted(name, recorded.profile())));
    if (!profile.getReleaseId().equals(recorded.release())) {
      throw new IOException(
          "%s answers from the release %s, the record names %s"
              .formatted(name, profile.getReleaseId(), recorded.release()));
    }
  }
}
