package dev.dermstream.pacs.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dermstream.audit.chain.ChainVerifier;
import dev.dermstream.audit.chain.Sha256;
import dev.dermstream.audit.chain.StoredRecord;
import dev.dermstream.audit.log.Audit;
import dev.dermstream.audit.log.AuditConfig;
import dev.dermstream.audit.log.AuditLog;
import dev.dermstream.audit.log.AuditMode;
import dev.dermstream.audit.store.AuditReader;
import dev.dermstream.audit.store.StoreConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file has every event, whatever becomes of the rest. */
class AuditTrailTest {
  @TempDir private Path folder;

  @Test
  void eventsOfManyThreadsAreAllThereWhenItIsClosed() throws Exception {
    int threads = 8;
    int each = 200;
    List<Thread> running = new ArrayList<>();
    try (AuditTrail trail = Trails.open(folder, Optional.empty())) {
      for (int t = 0; t < threads; t++) {
        int number = t;
        running.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int i = 0; i < each; i++) {
                    trail.refusedAssociation("AE" + number + "-" + i, "192.0.2.1", "unknown");
                  }
                }));
      }
      for (Thread thread : running) {
        thread.join();
      }
    }

    Set<String> nodes = new HashSet<>();
    for (String line : Trails.lines(folder)) {
      nodes.add(
          Trails.child(Trails.parse(line), "ParticipantObjectIdentification")
              .getAttribute("ParticipantObjectID"));
    }
    assertThat(nodes).hasSize(threads * each);
    assertThat(Trails.lines(folder)).hasSize(threads * each);
  }

  @Test
  void anEventIsOnTheDiskWithoutClosing() throws Exception {
    try (AuditTrail trail = Trails.open(folder, Optional.empty())) {
      trail.applicationStarted();

      await().untilAsserted(() -> assertThat(Trails.lines(folder)).hasSize(1));
    }
  }

  @Test
  void eachDayHasItsFile() throws Exception {
    MovableClock clock = new MovableClock();
    try (AuditTrail trail =
        AuditTrail.open(Trails.SOURCE, folder, clock, Optional.empty(), EventChain.NONE)) {
      trail.applicationStarted();
      await().untilAsserted(() -> assertThat(Trails.lines(folder)).hasSize(1));
      clock.now = Instant.parse("2026-11-23T00:00:00Z");
      trail.applicationStopped();
    }

    assertThat(Files.readString(folder.resolve("audit-2026-11-22.xml")))
        .contains("110120")
        .doesNotContain("110121");
    assertThat(Files.readString(folder.resolve("audit-2026-11-23.xml")))
        .contains("110121")
        .doesNotContain("110120");
  }

  @Test
  void goesOnBehindALineThatACrashTore() throws Exception {
    Path file = folder.resolve("audit-2026-11-22.xml");
    try (AuditTrail trail = Trails.open(folder, Optional.empty())) {
      trail.applicationStarted();
    }
    String whole = Files.readString(file);
    Files.writeString(file, whole.substring(0, 80), StandardOpenOption.APPEND);

    try (AuditTrail trail = Trails.open(folder, Optional.empty())) {
      trail.applicationStopped();
    }

    List<String> lines = Trails.lines(folder);
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst() + "\n").isEqualTo(whole);
    assertThat(lines.getLast()).contains("110121");
    AuditSchema.require(Trails.parse(lines.getLast()));
  }

  @Test
  void aFolderThatTakesNoFileIsToldAtOnce() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> Trails.open(file, Optional.empty()))
        .isInstanceOf(java.io.IOException.class);
  }

  @Test
  void afterItWasClosedNothingIsTakenInSilence() throws Exception {
    AuditTrail trail = Trails.open(folder, Optional.empty());
    trail.close();
    trail.close();

    assertThatThrownBy(trail::applicationStarted).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theSameEventsAreRecordsOfTheAuditLog() throws Exception {
    StoreConfig store = new StoreConfig(folder.resolve("audit"), "", "", "");
    AuditConfig config =
        new AuditConfig(
            AuditMode.DURABLE,
            "edge",
            store,
            100,
            100,
            Duration.ofMillis(50),
            Duration.ofDays(1),
            "",
            Duration.ofHours(1));
    Clock clock = Clock.systemUTC();
    try (Audit audit = AuditLog.start(config, "", clock, new PrometheusRegistry(), () -> {});
        AuditTrail trail =
            AuditTrail.open(
                Trails.SOURCE, folder.resolve("xml"), clock, Optional.empty(), audit::enter)) {
      trail.applicationStarted();
      trail.sent(new Peer("ARCHIVE", ""), Trails.TRANSFER, AuditOutcome.SERIOUS_FAILURE);
      trail.refusedAssociation("STR\u00C4NGER", "", "not allowed");
    }

    ChainVerifier verifier = new ChainVerifier(List.of());
    List<StoredRecord> records = new ArrayList<>();
    try (AuditReader reader = store.read()) {
      reader.read(
          verifier::begin,
          row -> {
            verifier.accept(row);
            records.add(row);
          });
    }
    assertThat(verifier.finish()).isEmpty();
    assertThat(records)
        .extracting(StoredRecord::text)
        .satisfiesExactly(
            text -> assertThat(text).contains("\"name\":\"application-started\"", "\"peer\":\"\""),
            text ->
                assertThat(text)
                    .contains("\"name\":\"instances-sent\",\"outcome\":\"serious-failure\"")
                    .contains("\"" + Trails.PHOTOGRAPH + "\":3")
                    .contains(Sha256.of(Trails.STUDY))
                    .doesNotContain(Trails.STUDY, Trails.TOKEN),
            text -> assertThat(text).contains("\"peer\":\"STR?NGER\""));
  }

  @Test
  void anAuditLogThatTakesNothingLosesNothingOfTheFile() throws Exception {
    EventChain refusing =
        event -> {
          throw new IllegalStateException("full");
        };
    try (AuditTrail trail =
        AuditTrail.open(
            Trails.SOURCE,
            folder,
            Clock.fixed(Trails.NOON, ZoneOffset.UTC),
            Optional.empty(),
            refusing)) {
      trail.applicationStarted();
      trail.applicationStopped();
    }

    assertThat(Trails.lines(folder)).hasSize(2);
  }

  private static final class MovableClock extends Clock {
    private volatile Instant now = Trails.NOON;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
