package dev.dermstream.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.dermstream.audit.chain.Anchor;
import dev.dermstream.audit.chain.ChainVerifier;
import dev.dermstream.audit.chain.Finding;
import dev.dermstream.audit.chain.Records;
import dev.dermstream.audit.chain.Sha256;
import dev.dermstream.audit.chain.StoredRecord;
import dev.dermstream.audit.log.Audit.Arrival;
import dev.dermstream.audit.store.AuditReader;
import dev.dermstream.audit.store.AuditStoreException;
import dev.dermstream.audit.store.StoreConfig;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  private static final int PATIENCE = 60;

  @TempDir Path folder;
  private int maxWaiting = 100;
  private Duration keep = Duration.ofDays(1);

  @Test
  void aRecordIsInTheStoreWhenItsAnswerMayLeave() throws Exception {
    try (Audit audit = start(AuditMode.DURABLE)) {
      end(audit, 1).get(PATIENCE, TimeUnit.SECONDS);

      assertThat(records())
          .singleElement()
          .satisfies(row ->
              assertThat(row.text())
                  .contains("\"request\":\"request-1\"", "\"subject\":\"someone\"")
                  .contains("\"image\":\"" + Sha256.of("image 1") + "\",\"image_bytes\":7"));
    }
    assertThat(verify()).isEmpty();
  }

  @Test
  void recordsOfManyThreadsMakeOneChain() throws Exception {
    maxWaiting = 1_000;
    try (Audit audit = start(AuditMode.DURABLE)) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int first = t * 50;
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int i = 0; i < 50; i++) {
                    end(audit, first + i).join();
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }

    assertThat(records()).hasSize(400);
    assertThat(verify()).isEmpty();
  }

  @Test
  void eventsStandAmongTheImagesInTheSameChain() throws Exception {
    try (Audit audit = start(AuditMode.DURABLE)) {
      end(audit, 1).get(PATIENCE, TimeUnit.SECONDS);
      audit.enter(Records.event(2)).get(PATIENCE, TimeUnit.SECONDS);
      end(audit, 3).get(PATIENCE, TimeUnit.SECONDS);
    }

    assertThat(records())
        .extracting(StoredRecord::text)
        .satisfiesExactly(
            image -> assertThat(image).contains("\"event\":\"IMAGE\""),
            event ->
                assertThat(event)
                    .contains("\"event\":\"EVENT\",\"name\":\"instances-received\"")
                    .contains("\"1.2.840.10008.5.1.4.1.1.7\":2"),
            image -> assertThat(image).contains("\"event\":\"IMAGE\""));
    assertThat(verify()).isEmpty();
  }

  @Test
  void anEventGivesItsPlaceBack() throws Exception {
    maxWaiting = 1;
    try (Audit audit = start(AuditMode.DURABLE)) {
      for (int i = 0; i < 5; i++) {
        audit.enter(Records.event(i)).get(PATIENCE, TimeUnit.SECONDS);
      }
    }
    assertThat(records()).hasSize(5);
  }

  @Test
  void onlyTheFirstEndCounts() throws Exception {
    try (Audit audit = start(AuditMode.DURABLE)) {
      AuditEntry entry = begin(audit, 1);
      entry.end(Records.conclusion()).get(PATIENCE, TimeUnit.SECONDS);
      entry.end(Records.conclusion()).get(PATIENCE, TimeUnit.SECONDS);
    }

    assertThat(records()).hasSize(1);
  }

  @Test
  void imagesOverThePlacesAreRefusedUntilOneIsFree() throws Exception {
    maxWaiting = 2;
    try (Audit audit = start(AuditMode.DURABLE)) {
      AuditEntry first = begin(audit, 1);
      begin(audit, 2).end(Records.conclusion()).get(PATIENCE, TimeUnit.SECONDS);
      AuditEntry third = begin(audit, 3);

      assertThatExceptionOfType(ServiceException.class)
          .isThrownBy(() -> begin(audit, 4))
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));

      first.end(Records.conclusion()).get(PATIENCE, TimeUnit.SECONDS);
      third.end(Records.conclusion()).get(PATIENCE, TimeUnit.SECONDS);
      end(audit, 5).get(PATIENCE, TimeUnit.SECONDS);
    }
    assertThat(records()).hasSize(4);
  }

  @Test
  void withAsyncTheAnswerLeavesAtOnceAndTheRecordFollows() throws Exception {
    try (Audit audit = start(AuditMode.ASYNC)) {
      assertThat(end(audit, 1)).isCompleted();
      await().until(() -> records().size() == 1);
      for (int i = 2; i <= 50; i++) {
        assertThat(end(audit, i)).isCompleted();
      }
    }

    assertThat(records()).as("closing writes what waits").hasSize(50);
    assertThat(verify()).isEmpty();
  }

  @Test
  void withOffNothingIsWritten() throws Exception {
    try (Audit audit = start(AuditMode.OFF)) {
      assertThat(end(audit, 1)).isCompleted();
    }

    assertThat(folder.resolve("audit")).doesNotExist();
  }

  @Test
  void aChainGoesOnWhereItEnded() throws Exception {
    for (int i = 1; i <= 3; i++) {
      try (Audit audit = start(AuditMode.DURABLE)) {
        end(audit, i).get(PATIENCE, TimeUnit.SECONDS);
      }
    }

    assertThat(records()).extracting(StoredRecord::sequence).containsExactly(1L, 2L, 3L);
    assertThat(verify()).isEmpty();
    assertThat(Anchor.read(folder.resolve("audit/g.anchors")))
        .extracting(anchor -> anchor.head().sequence())
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void anEndCutOffByHandShowsByTheAnchors() throws Exception {
    try (Audit audit = start(AuditMode.DURABLE)) {
      for (int i = 1; i <= 3; i++) {
        end(audit, i).get(PATIENCE, TimeUnit.SECONDS);
      }
    }
    String former = records().get(1).hash();
    try (var connection =
            java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("audit/g.db"));
        var statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM audit_record WHERE sequence = 3");
      statement.executeUpdate(
          "UPDATE audit_chain SET head_sequence = 2, head_hash = '" + former + "'");
    }

    assertThat(verify()).extracting(Finding::sequence).containsExactly(3L);
  }

  @Test
  void whatIsOldIsRemovedAndTheChainStaysWhole() throws Exception {
    try (Audit audit = start(AuditMode.DURABLE)) {
      for (int i = 1; i <= 3; i++) {
        end(audit, i).get(PATIENCE, TimeUnit.SECONDS);
      }
    }
    // Long beside the moment that a commit may take: the removal's own record is not old.
    keep = Duration.ofMinutes(30);
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    try (Audit audit = start(AuditMode.DURABLE, later)) {
      await().until(() -> records().size() == 1);
      end(audit, 4).get(PATIENCE, TimeUnit.SECONDS);
    }

    assertThat(records()).extracting(StoredRecord::sequence).containsExactly(4L, 5L);
    assertThat(verify()).isEmpty();
  }

  @Test
  void aFolderThatAnotherGatewayWritesIsRefused() throws Exception {
    try (Audit audit = start(AuditMode.DURABLE)) {
      assertThat(audit.isAccepting()).isTrue();
      assertThatExceptionOfType(AuditStoreException.class)
          .isThrownBy(() -> start(AuditMode.DURABLE))
          .withMessageContaining("Another gateway");
    }
  }

  @Test
  void aClosedAuditTakesNothing() throws Exception {
    Audit audit = start(AuditMode.DURABLE);
    audit.close();
    audit.close();

    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> begin(audit, 1))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.AUDIT_UNAVAILABLE));
  }

  private Audit start(AuditMode mode) throws AuditStoreException {
    return start(mode, Clock.systemUTC());
  }

  private Audit start(AuditMode mode, Clock clock) throws AuditStoreException {
    return AuditLog.start(
        Audits.config(mode, store(), maxWaiting, keep),
        "g",
        clock,
        new PrometheusRegistry(),
        () -> {});
  }

  private StoreConfig store() {
    return new StoreConfig(folder.resolve("audit"), "", "", "");
  }

  private static AuditEntry begin(Audit audit, int number) {
    return audit.begin(
        new Arrival("request-" + number, "someone", "Screen"),
        ByteBuffer.wrap(("image " + number).getBytes(StandardCharsets.UTF_8)));
  }

  private static CompletableFuture<Void> end(Audit audit, int number) {
    return begin(audit, number).end(Records.conclusion());
  }

  private List<StoredRecord> records() throws AuditStoreException {
    return Audits.records(store());
  }

  private List<Finding> verify() throws Exception {
    Path anchors = folder.resolve("audit/g.anchors");
    ChainVerifier verifier = new ChainVerifier(Anchor.read(anchors));
    try (AuditReader reader = store().read()) {
      reader.read(verifier::begin, verifier::accept);
    }
    return verifier.finish();
  }
}
