package dev.dermstream.pacs.screening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.pacs.Photograph;
import dev.dermstream.pacs.ledger.Door;
import dev.dermstream.pacs.ledger.Ledger;
import dev.dermstream.pacs.ledger.ObjectReception;
import dev.dermstream.pacs.ledger.Origin;
import dev.dermstream.pacs.ledger.Reception;
import dev.dermstream.pacs.ledger.ReceptionConfig;
import dev.dermstream.pacs.ledger.Terms;
import dev.dermstream.pacs.v1.Disposition;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.Release;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScreenerTest {
  private static final DicomLimits LIMITS = DicomLimits.ofPixels(1_000_000);
  private static final Report ANSWERED =
      Report.newBuilder()
          .setDisposition(dev.dermstream.v1.Disposition.DISPOSITION_ANSWERED)
          .build();

  @TempDir Path directory;
  private Ledger ledger;
  private final Queue<ScreenRequest> asked = new ConcurrentLinkedQueue<>();
  private final Queue<Disposition> ended = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void open() throws IOException {
    ledger = Ledger.open(directory, Clock.systemUTC());
  }

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  @Test
  void answersWhatWaitsAndDeliversIt() throws Exception {
    long number = receive("1.1", Terms.ROUTINE);

    try (Screener _ = screener(request -> ANSWERED)) {
      assertThat(ended(number).getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
      // The log has it before the screener, which may be cut off in between, tells of it.
      await().until(() -> !ended.isEmpty());
    }
    assertThat(ledger.deliveryTable().pending("PACS")).isEqualTo(1);
    assertThat(ended).containsExactly(Disposition.DISPOSITION_ANSWERED);
  }

  @Test
  void sendsNothingOfThePatient() throws Exception {
    long number = receive("1.1", Terms.ROUTINE);

    try (Screener _ = screener(request -> ANSWERED)) {
      ended(number);
    }
    ScreenRequest request = asked.remove();
    String sent = new String(request.toByteArray(), StandardCharsets.ISO_8859_1);
    assertThat(sent).doesNotContainIgnoringCase(Photograph.CANARY).doesNotContain("2.1.1");
    try (DicomFile file =
        DicomFile.open(new ByteArrayInputStream(request.getImage().toByteArray()), LIMITS)) {
      assertThat(file.frame(file.image())).hasSize(12);
    }
  }

  @Test
  void namesOnlyBodySitesOfTheHospitalsList() throws Exception {
    receive("1.1", Terms.ROUTINE);
    long other = receive("1.2", Terms.ROUTINE);

    try (Screener _ = screener(config(Set.of("back")), request -> ANSWERED)) {
      ended(other);
      await().until(() -> asked.size() == 2);
    }
    assertThat(asked)
        .allSatisfy(one -> assertThat(one.getNeighborFilter().getSiteCount()).isZero());
  }

  @Test
  void waitsForAClusterThatIsAway() throws Exception {
    long number = receive("1.1", Terms.ROUTINE);

    try (Screener _ =
        screener(request -> {
          if (asked.size() < 8) {
            throw StatusMapping.toException(StatusMapping.error(ErrorCode.NOT_READY, "", ""));
          }
          return ANSWERED;
        })) {
      assertThat(ended(number).getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
    }
  }

  @Test
  void endsAsFailedWhatTheClusterFailsAtAgainAndAgain() throws Exception {
    long number = receive("1.1", Terms.ROUTINE);

    try (Screener _ =
        screener(request -> {
          throw StatusMapping.toException(StatusMapping.error(ErrorCode.INTERNAL, "", ""));
        })) {
      InstanceOutcome outcome = ended(number);
      assertThat(outcome.getDisposition()).isEqualTo(Disposition.DISPOSITION_FAILED_RETRYABLE);
      assertThat(outcome.getError().getRetryable()).isTrue();
    }
    assertThat(asked).hasSize(3);
  }

  @Test
  void endsAsExpiredWhatIsNotAnsweredInTime() throws Exception {
    Terms late =
        new Terms(Lane.LANE_ROUTINE, Optional.of(Instant.now().plusMillis(500)), Optional.empty());
    long number = receive("1.1", late);

    try (Screener _ =
        screener(request -> {
          throw StatusMapping.toException(StatusMapping.error(ErrorCode.NOT_READY, "", ""));
        })) {
      assertThat(ended(number).getDisposition()).isEqualTo(Disposition.DISPOSITION_EXPIRED);
    }
  }

  @Test
  void tellsWhatTheClusterRejects() throws Exception {
    long damaged = receive("1.1", Terms.ROUTINE);
    Queue<ErrorCode> codes =
        new ConcurrentLinkedQueue<>(List.of(ErrorCode.CORRUPT_IMAGE, ErrorCode.UNSUPPORTED_MEDIA));

    try (Screener _ =
        screener(request ->
            Report.newBuilder()
                .setDisposition(dev.dermstream.v1.Disposition.DISPOSITION_REJECTED)
                .setRejection(Error.newBuilder().setCode(codes.remove().name()))
                .build())) {
      assertThat(ended(damaged).getDisposition()).isEqualTo(Disposition.DISPOSITION_REJECTED);
      long unknown = receive("1.2", Terms.ROUTINE);
      assertThat(ended(unknown).getDisposition()).isEqualTo(Disposition.DISPOSITION_UNSUPPORTED);
    }
  }

  @Test
  void rejectsWithoutAskingWhatIsNoPicture() throws Exception {
    long number = receive(Photograph.withoutPixels("1.1"), Terms.ROUTINE);

    try (Screener _ = screener(request -> ANSWERED)) {
      InstanceOutcome outcome = ended(number);
      assertThat(outcome.getDisposition()).isEqualTo(Disposition.DISPOSITION_REJECTED);
      assertThat(outcome.getError().getCode()).isEqualTo("NO_PIXELS");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void leavesWhatWasBegunForTheNextStart() throws Exception {
    long number = receive("1.1", Terms.ROUTINE);
    CountDownLatch begun = new CountDownLatch(1);

    try (Screener _ =
        screener(request -> {
          begun.countDown();
          return untilInterrupted();
        })) {
      begun.await();
    }
    assertThat(ledger.outcome(number)).isEmpty();

    try (Screener _ = screener(request -> ANSWERED)) {
      assertThat(ended(number).getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
    }
  }

  @Test
  void stopsTheWorkOnACancelledStudy() throws Exception {
    receive("1.1", Terms.ROUTINE);
    CountDownLatch begun = new CountDownLatch(1);

    try (Screener screener =
        screener(request -> {
          begun.countDown();
          return untilInterrupted();
        })) {
      begun.await();
      screener.giveUp(ledger.cancelStudy("2.1"));
      await().until(() -> screener.inFlight() == 0);
    }
  }

  @Test
  void goesOnWithTheRestWhenOneObjectFailsTheEdge() throws Exception {
    long first = receive("1.1", Terms.ROUTINE);

    try (Screener _ =
        screener(request -> {
          if (asked.size() == 1) {
            throw new IllegalStateException("a fault of this program");
          }
          return ANSWERED;
        })) {
      assertThat(ended(first).getDisposition()).isEqualTo(Disposition.DISPOSITION_FAILED_RETRYABLE);
      long second = receive("1.2", Terms.ROUTINE);
      assertThat(ended(second).getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
    }
  }

  private static Report untilInterrupted() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // As the gRPC client does it.
      Thread.currentThread().interrupt();
      throw StatusMapping.toException(StatusMapping.error(ErrorCode.CANCELLED, "", ""));
    }
    return ANSWERED;
  }

  private InstanceOutcome ended(long number) {
    return await().until(() -> ledger.outcome(number), Optional::isPresent).orElseThrow();
  }

  private Screener screener(Function<ScreenRequest, Report> answer) {
    return screener(config(Set.of()), answer);
  }

  private Screener screener(ScreeningConfig config, Function<ScreenRequest, Report> answer) {
    Gateway gateway =
        new Gateway() {
          @Override
          public Report screen(ScreenRequest request, Duration timeout) {
            asked.add(request);
            return answer.apply(request);
          }

          @Override
          public Release release(Duration timeout) {
            return Release.getDefaultInstance();
          }
        };
    Results results =
        (object, part10, report, pixels) ->
            InstanceOutcome.newBuilder()
                .setDispositionValue(report.getDispositionValue())
                .setReport(report)
                .setDicomSr(ByteString.copyFromUtf8("report"))
                .build();
    return new Screener(
        ledger, gateway, results, LIMITS, config, List.of("PACS"), ended::add, Clock.systemUTC());
  }

  private static ScreeningConfig config(Set<String> sites) {
    return new ScreeningConfig(
        "",
        Language.LANGUAGE_ENGLISH,
        2,
        Duration.ofSeconds(30),
        Duration.ofMillis(5),
        Duration.ofMillis(50),
        3,
        Duration.ofHours(1),
        false,
        Set.of(),
        sites);
  }

  private long receive(String uid, Terms terms) throws Exception {
    return receive(Photograph.file(uid, 100), terms);
  }

  private long receive(byte[] file, Terms terms) throws Exception {
    Reception reception =
        new ObjectReception(ledger, LIMITS, new ReceptionConfig(1 << 20, 0), Clock.systemUTC());
    Reception.Reply reply = reception.receive(new Origin(Door.DIMSE, "CT"), terms, file);
    return ((Reception.Stored) reply).receipt().number();
  }
}
