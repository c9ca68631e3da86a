package dev.dermstream.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dermstream.audit.chain.Conclusion;
import dev.dermstream.audit.chain.Origin;
import dev.dermstream.audit.chain.StoredRecord;
import dev.dermstream.audit.store.PostgresServer;
import dev.dermstream.audit.store.StoreConfig;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real databases that fill up, die and come back. */
class StoreFailureTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration KEEP = Duration.ofDays(1);

  @TempDir Path folder;
  private final AtomicInteger changes = new AtomicInteger();
  private int images;

  @Test
  void aFullDiskRefusesImagesAndTheChainGoesOnOnceThereIsRoom() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()),
        "left out: this user may not mount a small file system");
    try {
      StoreConfig store = new StoreConfig(disk.resolve("audit"), "", "", "");
      Set<String> acknowledged = new HashSet<>();
      try (Audit audit = start(AuditMode.DURABLE, store)) {
        Path ballast = disk.resolve("ballast");
        Files.write(ballast, new byte[600 << 10]);
        while (acknowledged.size() < 10_000) {
          String id = "request-" + ++images;
          try {
            Audits.end(audit, id, image()).join();
            acknowledged.add(id);
          } catch (ServiceException | CompletionException e) {
            break;
          }
        }
        assertThat(acknowledged).as("the disk was full before").hasSizeBetween(1, 9_999);
        // A store that is closed gives some room back, so the disk is filled until that lasts.
        AtomicInteger refusals = new AtomicInteger();
        await()
            .atMost(PATIENCE)
            .until(() -> {
              fill(ballast);
              String id = "request-" + ++images;
              CompletableFuture<Void> record = endOrRefused(audit, id);
              if (isRecorded(record)) {
                acknowledged.add(id);
                refusals.set(0);
              } else {
                assertThat(record.exceptionNow())
                    .isInstanceOfSatisfying(
                        ServiceException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.AUDIT_UNAVAILABLE));
                refusals.incrementAndGet();
              }
              return refusals.get() >= 10;
            });

        Files.delete(ballast);
        await().atMost(PATIENCE).until(audit::isAccepting);
        acknowledged.add(afterwards(audit));
      }
      assertThat(ids(store)).containsAll(acknowledged).doesNotHaveDuplicates();
      assertThat(Audits.verify(store)).isEmpty();
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  @Test
  void aServerThatDiesRefusesImagesAndTheChainGoesOnOnceItIsBack() throws Exception {
    try (PostgresServer server = server()) {
      Set<String> acknowledged = new HashSet<>();
      try (Audit audit = start(AuditMode.DURABLE, server.config())) {
        for (int i = 0; i < 20; i++) {
          acknowledged.add(afterwards(audit));
        }
        List<CompletableFuture<Void>> running = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          ids.add("running-" + i);
          running.add(Audits.end(audit, ids.getLast(), image()));
        }
        server.kill();
        for (int i = 0; i < 50; i++) {
          if (isRecorded(running.get(i))) {
            acknowledged.add(ids.get(i));
          }
        }
        CompletableFuture<Void> late = endOrRefused(audit, "late");
        assertThat(isRecorded(late)).isFalse();
        await().atMost(PATIENCE).until(() -> !audit.isAccepting());

        server.startAgain();
        await().atMost(PATIENCE).until(audit::isAccepting);
        acknowledged.add(afterwards(audit));
        assertThat(changes.get()).isGreaterThanOrEqualTo(2);
      }
      assertThat(ids(server.config())).containsAll(acknowledged).doesNotHaveDuplicates();
      assertThat(Audits.verify(server.config())).isEmpty();
    }
  }

  @Test
  void withAsyncRecordsWaitForTheServerAndNoneIsLostOrDoubled() throws Exception {
    try (PostgresServer server = server()) {
      try (Audit audit = start(AuditMode.ASYNC, server.config())) {
        for (int i = 0; i < 200; i++) {
          assertThat(Audits.end(audit, "before-" + i, image())).isCompleted();
        }
        server.kill();
        for (int i = 0; i < 200; i++) {
          assertThat(Audits.end(audit, "during-" + i, image())).isCompleted();
        }
        server.startAgain();
        await().atMost(PATIENCE).until(() -> ids(server.config()).size() == 400);
      }
      assertThat(ids(server.config())).hasSize(400).doesNotHaveDuplicates();
      assertThat(Audits.verify(server.config())).isEmpty();
    }
  }

  @Test
  void aServerThatIsNotThereYetIsWaitedFor() throws Exception {
    try (PostgresServer server = server()) {
      server.kill();
      try (Audit audit = start(AuditMode.DURABLE, server.config())) {
        assertThat(audit.isAccepting()).isFalse();
        server.startAgain();
        await().atMost(PATIENCE).until(audit::isAccepting);
        afterwards(audit);
      }
      assertThat(ids(server.config())).hasSize(1);
    }
  }

  @Test
  void aProcessThatIsKilledLosesNoRecordThatWasAcknowledged() throws Exception {
    StoreConfig store = new StoreConfig(folder.resolve("audit"), "", "", "");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                EndlessWriter.class.getName(),
                store.directory().toString())
            .redirectError(folder.resolve("err.txt").toFile())
            .start();
    Set<String> acknowledged = new HashSet<>();
    try (var lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        acknowledged.add(line);
        if (acknowledged.size() == 500) {
          // By its handle, because the process would close its output with it.
          assertThat(process.toHandle().destroyForcibly()).isTrue();
        }
      }
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

    assertThat(acknowledged)
        .as(Files.readString(folder.resolve("err.txt")))
        .hasSizeGreaterThanOrEqualTo(500);
    assertThat(ids(store)).containsAll(acknowledged).doesNotHaveDuplicates();
    assertThat(Audits.verify(store)).isEmpty();
    try (Audit audit = start(AuditMode.DURABLE, store, "g")) {
      afterwards(audit);
    }
    assertThat(Audits.verify(store)).isEmpty();
  }

  private Audit start(AuditMode mode, StoreConfig store) throws Exception {
    return start(mode, store, "g");
  }

  private Audit start(AuditMode mode, StoreConfig store, String chain) throws Exception {
    return AuditLog.start(
        Audits.config(mode, store, 1_000, KEEP),
        chain,
        Clock.systemUTC(),
        new PrometheusRegistry(),
        changes::incrementAndGet);
  }

  private String afterwards(Audit audit) {
    String id = "request-" + ++images;
    Audits.end(audit, id, image()).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    return id;
  }

  private CompletableFuture<Void> endOrRefused(Audit audit, String id) {
    try {
      return audit
          .begin(new Audit.Arrival(id, "someone", "Screen"), image())
          .end(Conclusion.answered(Origin.UNKNOWN));
    } catch (ServiceException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static boolean isRecorded(CompletableFuture<Void> record) {
    return record
        .handle((done, failure) -> failure == null)
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  private static PostgresServer server() throws Exception {
    assumeTrue(
        PostgresServer.installed().isPresent(),
        "left out: PostgreSQL's initdb and postgres are not installed");
    return PostgresServer.start(PostgresServer.installed().orElseThrow());
  }

  /** Takes what room is left. */
  private static void fill(Path ballast) {
    try {
      while (true) {
        Files.write(ballast, new byte[4 << 10], StandardOpenOption.APPEND);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("space");
    }
  }

  private static ByteBuffer image() {
    return ByteBuffer.wrap(new byte[] {1, 2, 3});
  }

  private static List<String> ids(StoreConfig store) throws Exception {
    return Audits.records(store).stream()
        .map(StoredRecord::text)
        .map(text -> text.replaceAll(".*\"request\":\"([^\"]*)\".*", "$1"))
        .toList();
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
