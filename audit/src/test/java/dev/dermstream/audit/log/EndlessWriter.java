package dev.dermstream.audit.log;

import dev.dermstream.audit.store.StoreConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** A process that records images until it is killed and prints the id of each that is durable. */
final class EndlessWriter {
  private EndlessWriter() {}

  public static void main(String[] arguments) throws Exception {
    StoreConfig store = new StoreConfig(Path.of(arguments[0]), "", "", "");
    Audit audit =
        AuditLog.start(
            Audits.config(AuditMode.DURABLE, store, 100, Duration.ofDays(1)),
            "g",
            Clock.systemUTC(),
            new PrometheusRegistry(),
            () -> {});
    for (int i = 1; true; i++) {
      String id = "request-" + i;
      Audits.end(audit, id, ByteBuffer.wrap(new byte[] {1})).join();
      System.out.println(id);
      System.out.flush();
    }
  }
}
