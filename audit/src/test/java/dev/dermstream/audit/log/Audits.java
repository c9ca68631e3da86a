package dev.dermstream.audit.log;

import dev.dermstream.audit.chain.ChainVerifier;
import dev.dermstream.audit.chain.Finding;
import dev.dermstream.audit.chain.Records;
import dev.dermstream.audit.chain.StoredRecord;
import dev.dermstream.audit.log.Audit.Arrival;
import dev.dermstream.audit.store.AuditReader;
import dev.dermstream.audit.store.AuditStoreException;
import dev.dermstream.audit.store.StoreConfig;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the tests of a log need. */
final class Audits {
  private Audits() {}

  static AuditConfig config(AuditMode mode, StoreConfig store, int maxWaiting, Duration keep) {
    return new AuditConfig(
        mode, "", store, maxWaiting, 100, Duration.ofMillis(50), keep, "", Duration.ofHours(1));
  }

  static CompletableFuture<Void> end(Audit audit, String requestId, ByteBuffer image) {
    return audit
        .begin(new Arrival(requestId, "someone", "Screen"), image)
        .end(Records.conclusion());
  }

  static List<StoredRecord> records(StoreConfig store) throws AuditStoreException {
    List<StoredRecord> records = new ArrayList<>();
    try (AuditReader reader = store.read()) {
      reader.read(chain -> {}, records::add);
    }
    return records;
  }

  static List<Finding> verify(StoreConfig store) throws AuditStoreException {
    ChainVerifier verifier = new ChainVerifier(List.of());
    try (AuditReader reader = store.read()) {
      reader.read(verifier::begin, verifier::accept);
    }
    return verifier.finish();
  }
}
