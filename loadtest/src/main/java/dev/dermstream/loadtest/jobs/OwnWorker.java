package dev.dermstream.loadtest.jobs;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.batch.server.BatchServer;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;

/** A worker in this process with an embedded ledger and its defaults, and a client of it. */
record OwnWorker(BatchServer server, JobClient client) implements AutoCloseable {
  static OwnWorker start(Path ledger, String gateway) throws IOException {
    BatchServer server =
        BatchServer.start(
            ConfigFactory.parseString(
                    """
                    dermstream.batch {
                      port = 0
                      gateway.address = "%s"
                      ledger.directory = "%s"
                    }
                    """
                        .formatted(gateway, ledger))
                .withFallback(Configuration.load(null)),
            new StageMetrics(new PrometheusRegistry()));
    return new OwnWorker(server, new JobClient(server.address()));
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
