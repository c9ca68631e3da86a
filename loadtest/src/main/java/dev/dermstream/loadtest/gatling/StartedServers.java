package dev.dermstream.loadtest.gatling;

import dev.dermstream.loadtest.gatling.served.ChildCluster;
import dev.dermstream.loadtest.gatling.served.Elsewhere;
import dev.dermstream.loadtest.gatling.served.Served;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Which servers a run has. */
final class StartedServers {
  static final int DEVICES = 4;
  static final Duration IMAGE_TIME = Duration.ofMillis(50);
  private static final int MOST_DEVICES = 64;

  private StartedServers() {}

  static Served start(Plan plan, Path home, Path work, Parameters parameters)
      throws IOException, InterruptedException {
    if (parameters.has(Parameter.ADDRESS)) {
      return new Elsewhere(parameters.text(Parameter.ADDRESS, ""));
    }
    return switch (cluster(plan, parameters)) {
      case EMBEDDED -> ChildCluster.demonstration(home, work);
      case DEVICES -> ChildCluster.devices(home, work, devices(parameters), imageTime(parameters));
    };
  }

  private static Plan.Cluster cluster(Plan plan, Parameters parameters) {
    String word = parameters.text(Parameter.CLUSTER, plan.cluster().name());
    try {
      return Plan.Cluster.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("cluster must be embedded or devices, not " + word, e);
    }
  }

  private static int devices(Parameters parameters) {
    return parameters.whole(Parameter.DEVICES, DEVICES, 1, MOST_DEVICES);
  }

  private static Duration imageTime(Parameters parameters) {
    return parameters.duration(Parameter.IMAGE_TIME, IMAGE_TIME);
  }
}
