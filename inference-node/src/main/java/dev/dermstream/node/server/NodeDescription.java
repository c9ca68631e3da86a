package dev.dermstream.node.server;

import dev.dermstream.cluster.v1.ServerDescription;
import dev.dermstream.cluster.v1.ServerRole;
import dev.dermstream.platform.release.Release;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * What a node tells the cluster of itself: what is fixed for its run, and how it is. Thread-safe.
 */
final class NodeDescription {
  private final ServerDescription fixed;
  private final NodeReleases releases;
  private final BooleanSupplier serving;
  private final Supplier<Set<String>> profiles;
  private final IntSupplier inFlight;

  /**
   * @param engine name, version and device of the engine
   * @param profiles the names of those that it answers with now
   * @param inFlight requests that have a place
   */
  NodeDescription(
      NodeConfig config,
      NodeReleases releases,
      String engine,
      String zone,
      BooleanSupplier serving,
      Supplier<Set<String>> profiles,
      IntSupplier inFlight) {
    this.releases = releases;
    this.serving = serving;
    this.profiles = profiles;
    this.inFlight = inFlight;
    fixed =
        ServerDescription.newBuilder()
            .setInstanceId(UUID.randomUUID().toString())
            .setRole(ServerRole.SERVER_ROLE_NODE)
            .setName(config.id())
            .setDevice(engine.substring(engine.lastIndexOf(' ') + 1))
            .setEngine(engine)
            .setCapacity(config.maxRequests())
            .setStartedMillis(System.currentTimeMillis())
            .setZone(zone)
            .build();
  }

  /**
   * The description at this moment.
   *
   * @param address HOST:PORT where others reach the node
   */
  ServerDescription at(String address) {
    Release present = releases.release();
    return fixed.toBuilder()
        .setReleaseId(present.id())
        .addAllReleaseIds(releases.ids())
        .setDefaultProfile(present.defaultProfile())
        .setAddress(address)
        .setServing(serving.getAsBoolean())
        .addAllProfiles(new TreeSet<>(profiles.get()))
        .setInFlight(inFlight.getAsInt())
        .build();
  }
}
