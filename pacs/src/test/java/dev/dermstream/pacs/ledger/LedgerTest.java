package dev.dermstream.pacs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.pacs.ledger.Receipt.Standing;
import dev.dermstream.pacs.v1.Disposition;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.pacs.v1.ReconcileRequest;
import dev.dermstream.pacs.v1.Reconciliation;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final String SESSION = "00000000-0000-4000-8000-000000000001";
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final InstanceOutcome ANSWERED =
      InstanceOutcome.newBuilder()
          .setDisposition(Disposition.DISPOSITION_ANSWERED)
          .setReport(Report.newBuilder().setSummary("as measured"))
          .setDicomSr(ByteString.copyFromUtf8("sr"))
          .build();

  @TempDir Path directory;
  private Ledger ledger;

  @BeforeEach
  void open() throws IOException {
    ledger = Ledger.open(directory, Clock.systemUTC());
  }

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  @Test
  void keepsAnObjectOverARestart() throws Exception {
    Receipt receipt = ledger.receive(object("1.1", "a"));

    ledger.close();
    open();

    assertThat(ledger.waiting(10)).extracting(Waiting::number).containsExactly(receipt.number());
    assertThat(ledger.content(receipt.number())).hasValue(bytes("a"));
  }

  @Test
  void endsAnObjectOnce() throws Exception {
    Receipt receipt = ledger.receive(object("1.1", "a"));

    assertThat(ledger.conclude(receipt.number(), ANSWERED, List.of("PACS"))).isTrue();
    assertThat(ledger.conclude(receipt.number(), ended(Disposition.DISPOSITION_EXPIRED), List.of()))
        .isFalse();

    assertThat(ledger.waiting(10)).isEmpty();
    assertThat(ledger.outcome(receipt.number()).orElseThrow().getDisposition())
        .isEqualTo(Disposition.DISPOSITION_ANSWERED);
    assertThat(ledger.deliveryTable().due("PACS", Instant.now(), 10)).hasSize(1);
  }

  @Test
  void answersADuplicateFromTheLog() throws Exception {
    Receipt first = ledger.receive(object("1.1", "a"));
    ledger.conclude(first.number(), ANSWERED, List.of());

    Receipt again = ledger.receive(object("1.1", "a"));

    assertThat(again.standing()).isEqualTo(Standing.DUPLICATE);
    assertThat(again.first()).isEqualTo(first.number());
    InstanceOutcome outcome = ledger.outcome(again.number()).orElseThrow();
    assertThat(outcome.getDisposition()).isEqualTo(Disposition.DISPOSITION_DUPLICATE);
    assertThat(outcome.getReport().getSummary()).isEqualTo("as measured");
    assertThat(outcome.getFirstCursor())
        .isEqualTo(ledger.outcome(first.number()).orElseThrow().getCursor());
  }

  @Test
  void endsADuplicateOfOneThatWaitsTogetherWithIt() throws Exception {
    Receipt first = ledger.receive(object("1.1", "a"));
    Receipt again = ledger.receive(object("1.1", "a"));

    assertThat(ledger.waiting(10)).hasSize(1);
    assertThat(ledger.outcome(again.number())).isEmpty();
    ledger.conclude(first.number(), ANSWERED, List.of());

    assertThat(ledger.outcome(again.number()).orElseThrow().hasReport()).isTrue();
  }

  @Test
  void keepsTheFirstBytesOfAUid() throws Exception {
    Receipt first = ledger.receive(object("1.1", "a"));

    Receipt other = ledger.receive(object("1.1", "b"));

    assertThat(other.standing()).isEqualTo(Standing.CONFLICT);
    assertThat(ledger.outcome(other.number()).orElseThrow().getDisposition())
        .isEqualTo(Disposition.DISPOSITION_CONFLICT);
    assertThat(ledger.content(first.number())).hasValue(bytes("a"));
    assertThat(ledger.standing("1.1").orElseThrow().number()).isEqualTo(first.number());
  }

  @Test
  void beginsAnewWhereTheFirstGotNoAnswer() throws Exception {
    for (Disposition without :
        List.of(
            Disposition.DISPOSITION_EXPIRED,
            Disposition.DISPOSITION_CANCELLED,
            Disposition.DISPOSITION_FAILED_RETRYABLE)) {
      String uid = "1." + without.getNumber();
      Receipt first = ledger.receive(object(uid, "a"));
      ledger.conclude(first.number(), ended(without), List.of());

      Receipt again = ledger.receive(object(uid, "a"));

      assertThat(again.standing()).isEqualTo(Standing.NEW);
      assertThat(ledger.waiting(10)).extracting(Waiting::number).contains(again.number());
    }
  }

  @Test
  void givesMoreUrgentLanesFirst() throws Exception {
    ledger.receive(object("1.1", "a", terms(Lane.LANE_BATCH)));
    ledger.receive(object("1.2", "a", terms(Lane.LANE_ROUTINE)));
    ledger.receive(object("1.3", "a", terms(Lane.LANE_STAT)));
    ledger.receive(object("1.4", "a", terms(Lane.LANE_STAT)));

    assertThat(ledger.waiting(10))
        .extracting(one -> one.identity().sopInstance())
        .containsExactly("1.3", "1.4", "1.2", "1.1");
  }

  @Test
  void knowsWhatHasExpired() throws Exception {
    Terms late =
        new Terms(
            Lane.LANE_ROUTINE,
            Optional.of(Instant.now().minus(Duration.ofSeconds(1))),
            Optional.empty());
    Receipt receipt = ledger.receive(object("1.1", "a", late));
    ledger.receive(object("1.2", "a"));

    assertThat(ledger.expired(10)).extracting(Waiting::number).containsExactly(receipt.number());
  }

  @Test
  void goesOnWithASessionBehindWhatIsStored() throws Exception {
    assertThat(ledger.openSession(SESSION, "CLINIC")).hasValue(new SessionStanding(0, 0));
    ledger.receive(object("1.1", "a", inSession(3)));
    ledger.outcomesStored(SESSION, 7);

    ledger.close();
    open();

    assertThat(ledger.openSession(SESSION, "CLINIC")).hasValue(new SessionStanding(3, 7));
    assertThat(ledger.openSession(SESSION, "ANOTHER")).isEmpty();
  }

  @Test
  void namesWhatIsMissingOfAStudy() throws Exception {
    ledger.openSession(SESSION, "CLINIC");
    Receipt first = ledger.receive(object("1.1", "a", inSession(3)));
    ledger.receive(object("1.2", "a", inSession(6)));
    ledger.completeStudy(
        new Terms.SessionFrame(SESSION, 7), "2.1", List.of("1.1", "1.2", "1.3", "1.4"));
    ledger.conclude(first.number(), ANSWERED, List.of());

    var summary = ledger.summary(SESSION, "2.1");

    assertThat(summary.getExpected()).isEqualTo(4);
    assertThat(summary.getReceived()).isEqualTo(2);
    assertThat(summary.getConcluded()).isEqualTo(1);
    assertThat(summary.getMissingSopInstanceUidsList()).containsExactly("1.3", "1.4");
    assertThat(ledger.openSession(SESSION, "CLINIC").orElseThrow().storedUpTo()).isEqualTo(7);
  }

  @Test
  void givesUpAStudyOnce() throws Exception {
    Receipt answered = ledger.receive(object("1.1", "a"));
    ledger.conclude(answered.number(), ANSWERED, List.of());
    Receipt waiting = ledger.receive(object("1.2", "a"));

    assertThat(ledger.cancelStudy("2.1")).containsExactly(waiting.number());
    assertThat(ledger.cancelStudy("2.1")).isEmpty();
    assertThat(ledger.conclude(waiting.number(), ANSWERED, List.of())).isFalse();
    assertThat(ledger.concludedOf("2.1")).isEqualTo(2);
  }

  @Test
  void tellsOutcomesBehindACursor() throws Exception {
    ledger.openSession(SESSION, "CLINIC");
    for (int i = 1; i <= 5; i++) {
      Receipt receipt =
          ledger.receive(object("1." + i, "a", i % 2 == 0 ? inSession(i) : Terms.ROUTINE));
      ledger.conclude(receipt.number(), ANSWERED, List.of());
    }

    List<InstanceOutcome> all = ledger.outcomesAfter(null, 0, 10);

    assertThat(all).extracting(InstanceOutcome::getCursor).isSorted().hasSize(5);
    assertThat(ledger.outcomesAfter(null, all.get(2).getCursor(), 10))
        .containsExactlyElementsOf(all.subList(3, 5));
    assertThat(ledger.outcomesAfter(SESSION, 0, 10))
        .extracting(InstanceOutcome::getSopInstanceUid)
        .containsExactly("1.2", "1.4");
  }

  @Test
  void reconcilesWhatWasSentWithWhatBecameOfIt() throws Exception {
    Receipt answered = ledger.receive(object("1.1", "a"));
    ledger.conclude(answered.number(), ANSWERED, List.of());
    ledger.receive(object("1.1", "a"));
    ledger.receive(object("1.1", "b"));
    ledger.receive(object("1.2", "a"));
    Receipt expired = ledger.receive(object("1.3", "a"));
    ledger.conclude(expired.number(), ended(Disposition.DISPOSITION_EXPIRED), List.of());
    Receipt anew = ledger.receive(object("1.3", "a"));
    ledger.conclude(anew.number(), ANSWERED, List.of());
    ledger.refuse(
        object("1.1", "broken"),
        Disposition.DISPOSITION_REJECTED,
        InstanceErrors.of(ErrorCode.TRUNCATED_IMAGE, "It broke off."));

    Reconciliation day =
        ledger.reconcile(
            ReconcileRequest.newBuilder()
                .setTo(Timestamp.newBuilder().setSeconds(NOW.getEpochSecond() + 60))
                .setPeer("CT")
                .addAllSopInstanceUids(List.of("1.1", "1.2", "1.3", "1.4"))
                .build());

    assertThat(day.getSent()).isEqualTo(4);
    assertThat(day.getDispositionsList())
        .singleElement()
        .satisfies(one -> assertThat(one.getCount()).isEqualTo(2));
    assertThat(day.getWaitingSopInstanceUidsList()).containsExactly("1.2");
    assertThat(day.getMissingSopInstanceUidsList()).containsExactly("1.4");
    assertThat(day.getRepeatedObjects()).isEqualTo(1);
    assertThat(day.getConflictingObjects()).isEqualTo(1);
  }

  @Test
  void triesADeliveryUntilItIsTaken() throws Exception {
    Receipt receipt = ledger.receive(object("1.1", "a"));
    ledger.conclude(receipt.number(), ANSWERED, List.of("PACS", "FHIR"));
    DeliveryTable table = ledger.deliveryTable();
    Instant now = Instant.now();
    Delivery first = table.due("PACS", now, 10).getFirst();
    table.failed(first.id(), "away", now.plusSeconds(60));

    ledger.close();
    open();

    assertThat(ledger.deliveryTable().due("PACS", now, 10)).isEmpty();
    Delivery later = ledger.deliveryTable().due("PACS", now.plusSeconds(60), 10).getFirst();
    assertThat(later.attempts()).isEqualTo(1);
    ledger.deliveryTable().delivered(later.id());
    assertThat(ledger.deliveryTable().pending("PACS")).isZero();
    assertThat(ledger.deliveryTable().pending("FHIR")).isEqualTo(1);
  }

  @Test
  void forgetsOnlyWhatEndedAndWasDelivered() throws Exception {
    Receipt done = ledger.receive(object("1.1", "a"));
    ledger.conclude(done.number(), ANSWERED, List.of());
    Receipt undelivered = ledger.receive(object("1.2", "a"));
    ledger.conclude(undelivered.number(), ANSWERED, List.of("PACS"));
    Receipt waiting = ledger.receive(object("1.3", "a"));
    Instant soon = Instant.now().plusSeconds(1);

    ledger.removeOld(soon, NOW);

    assertThat(ledger.content(done.number())).isEmpty();
    assertThat(ledger.content(undelivered.number())).isPresent();
    assertThat(ledger.content(waiting.number())).isPresent();
    assertThat(ledger.receive(object("1.1", "a")).standing()).isEqualTo(Standing.DUPLICATE);

    ledger.removeOld(soon, soon);
    ledger.removeOld(soon, soon);

    assertThat(ledger.arrival(done.number())).isEmpty();
    assertThat(ledger.outcome(undelivered.number())).isPresent();
    assertThat(ledger.receive(object("1.1", "a")).standing()).isEqualTo(Standing.NEW);
  }

  @Test
  void letsOneProcessWriteIt() {
    assertThatThrownBy(() -> Ledger.open(directory, Clock.systemUTC()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Another PACS edge");
  }

  @Test
  void givesEachOfManyDoorsItsOwnReceipt() throws Exception {
    int doors = 8;
    int objects = 40;
    Set<Long> numbers = ConcurrentHashMap.newKeySet();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> done = new ArrayList<>();
      for (int door = 0; door < doors; door++) {
        int first = door * objects;
        done.add(
            threads.submit(() -> {
              for (int i = 0; i < objects; i++) {
                // Two doors send each object.
                String uid = "1." + (first + i) / 2;
                numbers.add(ledger.receive(object(uid, "a")).number());
              }
              return true;
            }));
      }
      for (Future<?> one : done) {
        one.get();
      }
    }
    assertThat(numbers).hasSize(doors * objects);
    assertThat(ledger.waiting(1000)).hasSize(doors * objects / 2);
  }

  @Test
  void refusesWhatComesAfterItWasClosed() throws Exception {
    ledger.close();

    assertThatThrownBy(() -> ledger.receive(object("1.1", "a"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ledger.waiting(1)).isInstanceOf(IOException.class);
  }

  private static Terms terms(Lane lane) {
    return new Terms(lane, Optional.empty(), Optional.empty());
  }

  private static Terms inSession(long sequence) {
    return new Terms(
        Lane.LANE_ROUTINE,
        Optional.empty(),
        Optional.of(new Terms.SessionFrame(SESSION, sequence)));
  }

  private static InstanceOutcome ended(Disposition disposition) {
    return InstanceOutcome.newBuilder().setDisposition(disposition).build();
  }

  private static ReceivedObject object(String uid, String content) {
    return object(uid, content, Terms.ROUTINE);
  }

  private static ReceivedObject object(String uid, String content, Terms terms) {
    return new ReceivedObject(
        new Origin(Door.DIMSE, "CT"),
        terms,
        new Identity("1.2.840.10008.5.1.4.1.1.77.1.4", uid, "2.1", "2.1.1", "1.2.840.10008.1.2.1"),
        "digest of " + content,
        bytes(content),
        NOW);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
