package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dermstream.pacs.ledger.Ledger;
import dev.dermstream.pacs.v1.Disposition;
import dev.dermstream.pacs.v1.InstanceOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The edge with the real cluster behind it and DCMTK in front of it. */
class PacsIT {
  private static final String STUDY = "1.2.826.0.1.3680043.10.1";
  private static final int SENDERS = 4;
  private static final int OBJECTS = 1_200;
  private static final Set<Disposition> ANSWERS =
      Set.of(Disposition.DISPOSITION_ANSWERED, Disposition.DISPOSITION_ABSTAINED);

  private static RunningCluster cluster;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    cluster = new RunningCluster();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void losesNothingAndAnswersNothingTwiceWhereTheEdgeIsKilled() throws Exception {
    DcmtkTools.require("dcmsend", "dcmtk");
    List<Path> folders = new ArrayList<>();
    Set<String> sent = new HashSet<>();
    for (int i = 0; i < SENDERS; i++) {
      folders.add(folder.resolve("sender-" + i));
      sent.addAll(DicomObjects.write(folders.get(i), STUDY + "." + i, OBJECTS / SENDERS));
    }
    try (PacsEdge edge =
            new PacsEdge(
                folder, cluster.address(), "dermstream.pacs.screening.profile = pigmented8");
        ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      edge.start();
      List<Future<?>> sending = new ArrayList<>();
      for (Path each : folders) {
        sending.add(senders.submit(() -> sendUntilTaken(edge, each)));
      }
      await().atMost(Duration.ofMinutes(2)).until(() -> received(edge) > OBJECTS / 3);
      edge.kill();
      edge.start();
      for (Future<?> one : sending) {
        one.get();
      }
      await()
          .atMost(Duration.ofMinutes(5))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> waiting(edge) == 0);

      List<InstanceOutcome> outcomes = outcomes(edge);
      List<String> answered =
          outcomes.stream()
              .filter(outcome -> ANSWERS.contains(outcome.getDisposition()))
              .map(InstanceOutcome::getSopInstanceUid)
              .toList();
      assertThat(answered).doesNotHaveDuplicates().hasSize(OBJECTS);
      assertThat(new HashSet<>(answered)).isEqualTo(sent);
      assertThat(outcomes)
          .filteredOn(outcome -> !ANSWERS.contains(outcome.getDisposition()))
          .allSatisfy(outcome ->
              assertThat(outcome.getDisposition()).isEqualTo(Disposition.DISPOSITION_DUPLICATE));

      Path list = Files.write(folder.resolve("sent.txt"), sent);
      CommandProcess.Outcome day =
          CommandProcess.run(
              Files.createDirectory(folder.resolve("reconcile")),
              "pacs",
              "reconcile",
              "--config",
              edge.configuration().toString(),
              "--sent",
              list.toString());
      assertThat(day.out())
          .contains("sent                  " + OBJECTS, "missing                  0");
      assertThat(day.status()).isZero();
    }
  }

  @Test
  void sendsPixelsToTheClusterAndThePatientOnlyBack() throws Exception {
    DcmtkTools.require("storescu", "dcmtk");
    Path objects = folder.resolve("objects");
    List<String> uids = DicomObjects.write(objects, STUDY + ".9", 3);
    Path kept = folder.resolve("kept");
    try (RecordingProxy wire = new RecordingProxy(cluster.address());
        PacsEdge edge =
            new PacsEdge(
                folder,
                wire.address(),
                "dermstream.pacs.training.directory = \"%s\"".formatted(kept))) {
      edge.start();
      sendUntilTaken(edge, objects);
      await().atMost(Duration.ofMinutes(1)).until(() -> outcomes(edge).size() == 3);

      String sent = wire.sent();
      assertThat(sent).contains("DICM");
      assertThat(sent.length()).isGreaterThan(100_000);
      assertNoPatient(sent, uids);
      assertNoPatient(edge.said(), uids);
      assertNoPatient(edge.metrics(), uids);
      try (Stream<Path> copies = Files.list(kept)) {
        List<Path> files = copies.toList();
        assertThat(files).hasSize(3);
        for (Path file : files) {
          assertNoPatient(Files.readString(file, StandardCharsets.ISO_8859_1), uids);
        }
      }
      for (InstanceOutcome outcome : outcomes(edge)) {
        assertNoPatient(outcome.toBuilder().clearDicomSr().build().toString(), List.of("19010204"));
        assertThat(outcome.getDicomSr().toString(StandardCharsets.ISO_8859_1))
            .contains(DicomObjects.CANARY + "^NAME");
      }
    }
  }

  private static void assertNoPatient(String output, List<String> uids) {
    assertThat(output)
        .doesNotContainIgnoringCase(DicomObjects.CANARY)
        .doesNotContain("19010203")
        .doesNotContain(uids);
  }

  /** As a modality does: what was not acknowledged is sent again. */
  private static Void sendUntilTaken(PacsEdge edge, Path objects) throws Exception {
    while (true) {
      DcmtkTools.Outcome outcome =
          DcmtkTools.run(
              objects.getParent(),
              "dcmsend",
              "-aec",
              PacsEdge.AE_TITLE,
              "+sd",
              "127.0.0.1",
              String.valueOf(edge.dicomPort()),
              objects.toString());
      if (outcome.status() == 0) {
        return null;
      }
      Thread.sleep(200);
    }
  }

  private static long received(PacsEdge edge) throws Exception {
    try (Ledger ledger = edge.ledger()) {
      return ledger.backlog().objects() + ledger.outcomesAfter(null, 0, OBJECTS).size();
    }
  }

  private static long waiting(PacsEdge edge) throws Exception {
    try (Ledger ledger = edge.ledger()) {
      return ledger.backlog().objects();
    }
  }

  private static List<InstanceOutcome> outcomes(PacsEdge edge) throws Exception {
    try (Ledger ledger = edge.ledger()) {
      return ledger.outcomesAfter(null, 0, 10 * OBJECTS);
    }
  }
}
