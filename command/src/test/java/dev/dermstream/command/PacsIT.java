package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import dev.dermstream.pacs.counterpart.OrthancServer;
import dev.dermstream.pacs.ledger.Ledger;
import dev.dermstream.pacs.v1.ClassifyRequest;
import dev.dermstream.pacs.v1.Disposition;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.pacs.v1.PacsServiceGrpc;
import dev.dermstream.platform.cluster.FreePorts;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** Whatever is stored but reports goes to the edge, as archives route. */
  private static final String ROUTING =
      """
      function OnStoredInstance(instanceId, tags, metadata, origin)
        if tags['Modality'] ~= 'SR' then SendToModality(instanceId, 'edge') end
      end
      """;

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
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> edge.audit().contains("csd-code=\"110104\""));
      assertThat(edge.audit()).contains("csd-code=\"110100\"");
      assertNoPatient(edge.audit(), uids);
      CommandProcess.Outcome chain =
          CommandProcess.run(
              Files.createDirectory(folder.resolve("verify")),
              "audit",
              "verify",
              "--directory",
              folder.resolve("pacs-audit/chain").toString());
      assertThat(chain.status()).as(chain.out() + chain.err()).isZero();
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

  @Test
  void goesFromOrthancThroughTheEdgeBackIntoTheStudy() throws Exception {
    DcmtkTools.require("img2dcm", "dcmtk");
    DcmtkTools.require("dciodvfy", "dicom3tools");
    int port = FreePorts.take(1);
    try (OrthancServer orthanc =
            OrthancServer.start(
                Files.createDirectory(folder.resolve("orthanc")),
                Map.of(),
                Map.of("edge", new OrthancServer.Peer(PacsEdge.AE_TITLE, port)));
        PacsEdge edge =
            new PacsEdge(
                folder,
                cluster.address(),
                """
                dermstream.pacs.dicom.port = %d
                dermstream.pacs.destinations = [
                  { name = archive, type = dicom, host = "127.0.0.1", port = %d, ae-title = ORTHANC }
                  { name = web, type = stow, url = "%s" }
                  { name = dead, type = dicom, host = "127.0.0.1", port = 1, ae-title = NOBODY }
                ]
                """
                    .formatted(port, orthanc.dicomPort(), orthanc.studies()))) {
      edge.start();
      orthanc.post("/tools/execute-script", ROUTING);
      orthanc.upload(Files.readAllBytes(photograph()));

      String reports =
          await()
              .atMost(Duration.ofMinutes(1))
              .until(
                  () -> orthanc.get("/dicom-web/instances?Modality=SR"), said -> said.length() > 9);
      JsonArray found = JsonParser.parseString(reports).getAsJsonArray();
      assertThat(found).hasSize(1);
      String uid = value(found.get(0).getAsJsonObject(), "00080018");
      InstanceOutcome outcome = outcomes(edge).getFirst();
      assertThat(ANSWERS).contains(outcome.getDisposition());
      assertThat(value(found.get(0).getAsJsonObject(), "0020000D"))
          .isEqualTo(outcome.getStudyInstanceUid());
      Path report = folder.resolve("report.dcm");
      Files.write(report, orthanc.file(orthanc.find(uid).getFirst()));
      DcmtkTools.Outcome verified = DcmtkTools.run(folder, "dciodvfy", report.toString());
      assertThat(verified.said()).doesNotContain("Error");
      DcmtkTools.Outcome dump = DcmtkTools.run(folder, "dsrdump", "+Pl", report.toString());
      assertThat(dump.status()).isZero();
      assertThat(dump.said())
          .contains("Comprehensive 3D SR", "CANARY^Photograph")
          .contains(outcome.getReport().getProvenance().getReleaseId())
          .contains(outcome.getReport().getProvenance().getModelSha256());
      // The dead destination has kept nothing from the others, and waits.
      assertThat(edge.metrics())
          .contains("dermstream_pacs_deliveries_pending{destination=\"dead\"} 1.0");
      // The archive holds the report before the edge has counted that attempt.
      await()
          .untilAsserted(() ->
              assertThat(MonitoringIT.named("dermstream_pacs_"))
                  .hasSizeGreaterThan(5)
                  .allSatisfy(
                      name -> assertThat(edge.metrics()).containsPattern("(?m)^" + name + "[{ ]")));
    }
  }

  /** One or the other where the system may lack a codec. */
  private static final Map<String, List<String>> SAMPLES =
      Map.ofEntries(
          Map.entry("examples_ybr_color.dcm", List.of("")),
          Map.entry("SC_rgb.dcm", List.of("")),
          Map.entry("examples_palette.dcm", List.of("")),
          Map.entry("SC_ybr_full_422_uncompressed.dcm", List.of("")),
          Map.entry("SC_jpeg_no_color_transform.dcm", List.of("")),
          Map.entry("SC_rgb_rle_2frame.dcm", List.of("")),
          Map.entry("SC_rgb_small_odd_big_endian.dcm", List.of("")),
          Map.entry("MR_small_jpeg_ls_lossless.dcm", List.of("", "UNSUPPORTED_MEDIA")),
          Map.entry("US1_J2KI.dcm", List.of("", "UNSUPPORTED_MEDIA")),
          Map.entry("SC_rgb_jpeg_gdcm.dcm", List.of("")),
          Map.entry("HTJ2K_08_RGB.dcm", List.of("", "UNSUPPORTED_MEDIA")),
          Map.entry("JPGExtended.dcm", List.of("UNSUPPORTED_MEDIA")),
          Map.entry("image_dfl.dcm", List.of("")),
          Map.entry("MR_truncated.dcm", List.of("TRUNCATED_IMAGE")),
          Map.entry("JPEG2000-embedded-sequence-delimiter.dcm", List.of("CORRUPT_IMAGE")),
          Map.entry("meta_missing_tsyntax.dcm", List.of("CORRUPT_IMAGE")),
          Map.entry("derived_MR_small_mono1.dcm", List.of("")),
          Map.entry("own_vlp_skin_synthetic.dcm", List.of("")),
          Map.entry("own_tid1500_sr.dcm", List.of("NO_PIXELS")));

  /** Media Storage SOP Instance UID (0002,0003), as the file meta information has it. */
  private static final Pattern MEDIA_UID =
      Pattern.compile("\\x02\\x00\\x03\\x00UI..([0-9.]{10,64})", Pattern.DOTALL);

  @Test
  void endsEverySampleAsItMust() throws Exception {
    try (PacsEdge edge = new PacsEdge(folder, cluster.address(), "")) {
      edge.start();
      ManagedChannel channel = edge.grpc();
      try {
        PacsServiceGrpc.PacsServiceBlockingStub stub = PacsServiceGrpc.newBlockingStub(channel);
        for (Map.Entry<String, List<String>> sample : SAMPLES.entrySet()) {
          InstanceOutcome outcome =
              stub.withMaxInboundMessageSize(64 << 20)
                  .classify(
                      ClassifyRequest.newBuilder()
                          .setDicom(ByteString.copyFrom(sample(sample.getKey())))
                          .build());
          assertThat(outcome.getError().getCode())
              .as(sample.getKey() + ": " + outcome.getError().getMessage())
              .isIn(sample.getValue());
          assertThat(ANSWERS.contains(outcome.getDisposition()))
              .as(sample.getKey())
              .isEqualTo(outcome.getError().getCode().isEmpty());
        }
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @Test
  void sendsAFolderOverASessionAndGoesOnWithIt() throws Exception {
    Path objects = folder.resolve("objects");
    List<String> uids = DicomObjects.write(objects, STUDY + ".7", 3);
    try (PacsEdge edge = new PacsEdge(folder, cluster.address(), "")) {
      edge.start();
      String[] send = {
        "pacs",
        "send",
        objects.toString(),
        "--server",
        edge.grpcAddress(),
        "--session",
        "00000000-0000-4000-8000-000000000007"
      };
      CommandProcess.Outcome first =
          CommandProcess.run(Files.createDirectory(folder.resolve("first")), send);
      assertThat(first.status()).as(first.err()).isZero();
      assertThat(first.out()).contains(uids);
      CommandProcess.Outcome again =
          CommandProcess.run(Files.createDirectory(folder.resolve("again")), send);
      assertThat(again.status()).as(again.err()).isZero();
      assertThat(again.out()).contains("duplicate");
    }
  }

  /** Under a UID of its own, since several samples share one. */
  private static byte[] sample(String name) throws IOException {
    String bytes =
        Files.readString(
            Repository.root()
                .resolve("dicom/src/test/resources/dev/dermstream/dicom/samples")
                .resolve(name),
            StandardCharsets.ISO_8859_1);
    Matcher uid = MEDIA_UID.matcher(bytes);
    if (uid.find()) {
      int number = new TreeSet<>(SAMPLES.keySet()).headSet(name).size();
      String shared = uid.group(1);
      String own = shared.substring(0, shared.length() - 2) + (10 + number);
      bytes = bytes.replace(shared, own);
    }
    return bytes.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String value(JsonObject object, String tag) {
    return object.getAsJsonObject(tag).getAsJsonArray("Value").get(0).getAsString();
  }

  /** A sample as a photograph with a patient, by DCMTK. */
  private Path photograph() throws Exception {
    Path object = folder.resolve("photograph.dcm");
    DcmtkTools.Outcome made =
        DcmtkTools.run(
            folder,
            "img2dcm",
            "-vlp",
            "-k",
            "PatientName=CANARY^Photograph",
            "-k",
            "PatientID=4711",
            Repository.root().resolve("samples/melanoma-01.jpg").toString(),
            object.toString());
    assertThat(made.status()).as(made.said()).isZero();
    return object;
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
