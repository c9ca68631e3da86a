package dev.dermstream.platform.cluster;

import dev.dermstream.cluster.v1.Membership;
import dev.dermstream.cluster.v1.ServerDescription;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A process that is alone. */
final class NoCluster implements Cluster {
  static final NoCluster INSTANCE = new NoCluster();

  private NoCluster() {}

  @Override
  public Publication publish(Supplier<ServerDescription> description) {
    return () -> {};
  }

  @Override
  public void watch(Consumer<List<ServerDescription>> listener) {
    // There is never anything to hear.
  }

  @Override
  public List<ServerDescription> servers() {
    return List.of();
  }

  @Override
  public String name() {
    return "";
  }

  @Override
  public Membership membership() {
    return Membership.MEMBERSHIP_OFF;
  }

  @Override
  public int members() {
    return 0;
  }

  @Override
  public String advertised(String boundHost, int boundPort) {
    return boundHost + ":" + boundPort;
  }

  @Override
  public String zone() {
    return "";
  }

  @Override
  public void close() {
    // Nothing was opened.
  }
}
