package dev.dermstream.pacs.session;

import static dev.dermstream.pacs.session.TestObjects.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.dermstream.pacs.client.PacsListener;
import dev.dermstream.pacs.client.PacsObject;
import dev.dermstream.pacs.client.PacsSession;
import dev.dermstream.pacs.client.PacsSessionConfig;
import dev.dermstream.pacs.client.SessionFailedException;
import dev.dermstream.pacs.v1.Disposition;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.pacs.v1.StudySummary;
import dev.dermstream.platform.security.InternalTlsConfig;
import dev.dermstream.v1.Lane;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client of the session against a real edge that goes away and comes back. */
class PacsSessionTest {
  private static final PacsSessionConfig CONFIG =
      new PacsSessionConfig(
          Lane.LANE_ROUTINE,
          16,
          1000,
          Duration.ofMillis(5),
          Duration.ofMillis(50),
          Duration.ofSeconds(60));

  @TempDir Path folder;
  private final UUID id = UUID.randomUUID();
  private TestEdge edge;

  @BeforeEach
  void start() throws IOException {
    edge = new TestEdge(folder);
  }

  @AfterEach
  void stop() throws IOException {
    edge.close();
  }

  /** What a client keeps. */
  private static final class Kept implements PacsListener {
    final Map<String, Long> receipts = new ConcurrentHashMap<>();
    final List<InstanceOutcome> outcomes = new CopyOnWriteArrayList<>();
    final Map<String, StudySummary> studies = new ConcurrentHashMap<>();

    @Override
    public void stored(PacsObject object, long receipt) {
      assertThat(receipts.put(object.sopInstance(), receipt)).isNull();
    }

    @Override
    public void concluded(InstanceOutcome outcome) {
      outcomes.add(outcome);
    }

    @Override
    public void summed(StudySummary summary) {
      studies.put(summary.getStudyInstanceUid(), summary);
    }
  }

  @Test
  void sendsTwoStudiesAndGetsEveryOutcome() throws Exception {
    Kept kept = new Kept();
    List<String> first = names("1.2.1", 30);
    List<String> second = names("1.2.2", 30);
    try (PacsSession session = open(edge.channel(), id, kept)) {
      sendAll(session, "1.2.1", first);
      sendAll(session, "1.2.2", second.subList(0, 29));
      session.complete("1.2.1", first);
      session.complete("1.2.2", second);
      session.awaitConcluded();

      assertThat(session.missing()).containsExactly("1.2.2.29");
      await()
          .untilAsserted(() -> {
            assertThat(kept.studies.get("1.2.1").getConcluded()).isEqualTo(30);
            assertThat(kept.studies.get("1.2.2").getMissingSopInstanceUidsList())
                .containsExactly("1.2.2.29");
          });
    }
    List<InstanceOutcome> outcomes = edge.outcomes(id.toString());
    assertThat(kept.outcomes).isEqualTo(outcomes).hasSize(59);
    assertThat(outcomes)
        .allSatisfy(one ->
            assertThat(kept.receipts).containsEntry(one.getSopInstanceUid(), one.getReceipt()));
    // What was told is not told again in a later run.
    assertThat(edge.ledger.session(id.toString(), "anonymous").orElseThrow().outcomeCursor())
        .isEqualTo(outcomes.getLast().getCursor());
  }

  @Test
  void goesOnOverBrokenConnectionsAndRestartsOfTheEdge() throws Exception {
    Kept kept = new Kept();
    List<String> names = names("1.2", 120);
    try (PacsSession session = open(edge.channel(), id, kept)) {
      for (int i = 0; i < names.size(); i++) {
        session.send(object("1.2", names.get(i)));
        if (i % 17 == 5) {
          edge.cut();
        }
        if (i == 40 || i == 80) {
          edge.restart();
        }
      }
      session.complete("1.2", names);
      session.awaitConcluded();
      assertThat(session.missing()).isEmpty();
    }
    assertThat(kept.receipts).hasSize(120);
    assertThat(kept.outcomes)
        .isEqualTo(edge.outcomes(id.toString()))
        .extracting(InstanceOutcome::getSopInstanceUid)
        .containsExactlyInAnyOrderElementsOf(names);
    assertThat(kept.outcomes)
        .extracting(InstanceOutcome::getDisposition)
        .containsOnly(Disposition.DISPOSITION_ANSWERED);
    edge.awaitAllMemory();
  }

  @Test
  void goesOnInALaterRun() throws Exception {
    Kept kept = new Kept();
    long cursor;
    try (PacsSession session = open(edge.channel(), id, kept)) {
      session.send(object("1.2", "1.1"));
      session.awaitConcluded();
      cursor = session.cursor();
    }
    Kept later = new Kept();
    try (PacsSession session =
        PacsSession.open(edge.channel(), id, CONFIG, cursor, later, new Random(2))) {
      session.send(object("1.2", "1.2"));
      session.awaitConcluded();
    }
    assertThat(kept.outcomes).extracting(InstanceOutcome::getSopInstanceUid).containsExactly("1.1");
    assertThat(later.outcomes)
        .extracting(InstanceOutcome::getSopInstanceUid)
        .containsExactly("1.2");
  }

  @Test
  void anObjectThatNoCreditCoversIsRefusedAndTheNextOneIsSent() throws Exception {
    Kept kept = new Kept();
    try (PacsSession session = open(edge.channel(), id, kept)) {
      session.send(object("1.2", "1.1"));
      session.send(object("1.2", "1.2", 2 * TestEdge.MAX_OBJECT_BYTES));
      session.send(object("1.2", "1.3", TestEdge.MAX_OBJECT_BYTES - 2000));
      session.send(object("1.2", "1.4", TestEdge.MAX_OBJECT_BYTES - 2000));
      session.awaitConcluded();
    }
    assertThat(kept.outcomes)
        .extracting(one -> one.getSopInstanceUid() + " " + one.getError().getCode())
        .containsExactlyInAnyOrder("1.1 ", "1.2 IMAGE_TOO_LARGE", "1.3 ", "1.4 ");
  }

  @Test
  void fiftySessionsShareTheMemoryOfFew() throws Exception {
    edge.close();
    edge =
        new TestEdge(
            folder,
            TestEdge.CONFIG,
            TestEdge.MAX_OBJECT_BYTES + TestEdge.MAX_OBJECT_BYTES / 2,
            InternalTlsConfig.OFF);
    List<ManagedChannel> channels = List.of(edge.channel(), edge.channel(), edge.channel());
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Kept>> done = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int number = i;
        done.add(clients.submit(() -> oneOfMany(channels.get(number % 3), number)));
      }
      for (Future<Kept> one : done) {
        assertThat(one.get().outcomes).hasSize(4);
      }
    }
    assertThat(edge.outcomes(null)).hasSize(200);
    edge.awaitAllMemory();
  }

  private static Kept oneOfMany(Channel channel, int number) throws Exception {
    Kept kept = new Kept();
    try (PacsSession session = open(channel, new UUID(7, number), kept)) {
      String study = "1.2." + number;
      for (int object = 0; object < 4; object++) {
        session.send(object(study, study + "." + object, 12_000 * (object + 1)));
      }
      session.awaitConcluded();
    }
    return kept;
  }

  @Test
  void failsWhereAnotherOneTookItOver() throws Exception {
    try (PacsSession old = open(edge.channel(), id, new Kept())) {
      old.send(object("1.2", "1.1"));
      old.awaitConcluded();
      try (PacsSession fresh = open(edge.channel(), id, new Kept())) {
        fresh.send(object("1.2", "1.2"));
        fresh.awaitConcluded();
        assertThatExceptionOfType(SessionFailedException.class)
            .isThrownBy(() -> {
              old.send(object("1.2", "1.3"));
              old.awaitStored();
            })
            .satisfies(
                failed -> assertThat(failed.status().getCode()).isEqualTo(Status.Code.ABORTED));
      }
    }
  }

  @Test
  void givesUpAnEdgeThatIsAwayForTooLong() throws Exception {
    PacsSessionConfig hasty =
        new PacsSessionConfig(
            Lane.LANE_ROUTINE,
            1,
            1000,
            Duration.ofMillis(1),
            Duration.ofMillis(10),
            Duration.ofMillis(100));
    CuttableLink nowhere = new CuttableLink(1);
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", nowhere.port()).usePlaintext().build();
    edge.add(channel);
    try (nowhere;
        PacsSession session = PacsSession.open(channel, id, hasty, 0, new Kept(), new Random(1))) {
      // Which of them meets the end depends on the machine.
      assertThatExceptionOfType(SessionFailedException.class)
          .isThrownBy(() -> {
            session.send(object("1.2", "1.1"));
            session.awaitStored();
          });
    }
  }

  private static void sendAll(PacsSession session, String study, List<String> names)
      throws Exception {
    for (String name : names) {
      session.send(object(study, name));
    }
  }

  private static List<String> names(String study, int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(study + "." + i);
    }
    return names;
  }

  private static PacsSession open(Channel channel, UUID id, PacsListener listener) {
    return PacsSession.open(channel, id, CONFIG, 0, listener, new Random(1));
  }
}
