package dev.dermstream.dicom.dimse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.dicom.association.AssociationEnd;
import dev.dermstream.dicom.association.AssociationException;
import dev.dermstream.dicom.association.AssociationInfo;
import dev.dermstream.dicom.association.AssociationServer;
import dev.dermstream.dicom.association.KnownTitles;
import dev.dermstream.dicom.association.ProposedContext;
import dev.dermstream.dicom.association.RejectedException;
import dev.dermstream.dicom.association.RoleSelection;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Our client against our server. */
class ClientTest {
  private static final String CLASS = "1.2.840.10008.5.1.4.1.1.77.1.4";
  private static final String INSTANCE = "1.2.3.4";

  private final TestServer made = new TestServer();

  @Test
  void objectsOfAllLengthsArriveAsTheyWere() throws Exception {
    Random random = new Random(20261122);
    try (AssociationServer server = made.start();
        DimseClient client = open(server)) {
      assertThat(client.echo()).isEqualTo(DimseStatus.SUCCESS);
      for (int length : new int[] {2, 100, 65_530, 65_536, 131_060, 262_132, 262_144, 3_000_002}) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);

        assertThat(store(client, INSTANCE + "." + length, bytes)).isEqualTo(DimseStatus.SUCCESS);

        assertThat(made.store.objects.get(INSTANCE + "." + length).dataSet()).isEqualTo(bytes);
      }
      client.release();
      assertThat(made.ends.next()).isEqualTo(AssociationEnd.RELEASED);
    }
  }

  @Test
  void anInstanceThatIsAPathIsRefusedBeforeTheHandlerSeesIt() throws Exception {
    try (AssociationServer server = made.start();
        RawPeer peer = RawPeer.established(server.port())) {
      peer.store(CLASS, "../../etc/x", new byte[100]);

      assertThat(peer.status()).isEqualTo(DimseStatus.INVALID_INSTANCE.code());
      assertThat(made.store.begun).hasValue(0);
      peer.store(CLASS, INSTANCE, new byte[100]);
      assertThat(peer.status()).isZero();
    }
  }

  @Test
  void anotherClassThanThatOfTheContextIsRefused() throws Exception {
    try (AssociationServer server = made.start();
        RawPeer peer = RawPeer.established(server.port())) {
      peer.store("1.2.840.10008.5.1.4.1.1.7", INSTANCE, new byte[100]);

      assertThat(peer.status()).isEqualTo(DimseStatus.CLASS_NOT_SUPPORTED.code());
      assertThat(made.store.begun).hasValue(0);
    }
  }

  @Test
  void anOperationThatThereIsNotIsAnsweredSo() throws Exception {
    int find = 0x0020;
    try (AssociationServer server = made.start();
        RawPeer peer = RawPeer.established(server.port())) {
      peer.command(
          CommandSet.request(find, 7).uid(CommandTag.AFFECTED_SOP_CLASS, CLASS).withDataSet());
      peer.data(new byte[20]);

      assertThat(peer.status()).isEqualTo(DimseStatus.UNRECOGNIZED_OPERATION.code());
    }
  }

  @Test
  void anObjectThatIsTooLongIsRefusedAndTheNextIsTaken() throws Exception {
    made.dimseLimits = new DimseLimits(1000, 1000, 1000);
    try (AssociationServer server = made.start();
        DimseClient client = open(server)) {
      DimseStatus status = store(client, INSTANCE, new byte[1500]);
      assertThat(status.code()).isEqualTo(DimseStatus.OUT_OF_RESOURCES.code());
      assertThat(status.comment()).isNotEmpty();
      assertThat(made.store.aborted).hasValue(1);

      assertThat(store(client, INSTANCE, new byte[1000])).isEqualTo(DimseStatus.SUCCESS);

      assertThatThrownBy(() -> store(client, INSTANCE, new byte[1 << 20]))
          .isInstanceOfSatisfying(
              AssociationException.class,
              e ->
                  assertThat(e.end())
                      .isIn(AssociationEnd.ABORTED_BY_PEER, AssociationEnd.CONNECTION_LOST));
      assertThat(made.ends.next()).isEqualTo(AssociationEnd.PROTOCOL_VIOLATED);
      assertThat(made.store.aborted).hasValue(2);
    }
  }

  @Test
  void aSinkThatFailsIsAStatusAndTheAssociationLivesOn() throws Exception {
    made.handlers =
        DimseHandlers.NONE.withStore(request -> {
          if (request.sopInstance().endsWith(".9")) {
            throw new IOException("no room");
          }
          return new FailingSink();
        });
    try (AssociationServer server = made.start();
        DimseClient client = open(server)) {
      FailingSink.ABORTED.set(0);
      assertThat(store(client, INSTANCE + ".9", new byte[200_000]))
          .isEqualTo(DimseStatus.OUT_OF_RESOURCES);
      assertThat(store(client, INSTANCE, new byte[200_000]))
          .isEqualTo(DimseStatus.OUT_OF_RESOURCES);
      assertThat(FailingSink.ABORTED).hasValue(1);
      assertThat(client.echo()).isEqualTo(DimseStatus.SUCCESS);
    }
  }

  private static final class FailingSink implements StoreSink {
    private static final AtomicInteger ABORTED = new AtomicInteger();

    @Override
    public void write(byte[] bytes, int offset, int length) {}

    @Override
    public DimseStatus finish() throws IOException {
      throw new IOException("no room");
    }

    @Override
    public void abort() {
      ABORTED.incrementAndGet();
    }
  }

  @Test
  void aDataSetThatIsShorterThanWasSaidAbortsTheAssociation() throws Exception {
    try (AssociationServer server = made.start()) {
      try (DimseClient client = open(server)) {
        assertThatThrownBy(() ->
                client.store(
                    CLASS,
                    INSTANCE,
                    TestServer.EXPLICIT,
                    new ByteArrayInputStream(new byte[300_000]),
                    400_000))
            .hasRootCauseInstanceOf(EOFException.class);
      }
      assertThat(made.ends.next()).isEqualTo(AssociationEnd.ABORTED_BY_PEER);
      assertThat(made.store.objects).isEmpty();
      assertThat(made.store.aborted).hasValue(1);
    }
  }

  @Test
  void aRejectionSaysWhy() throws Exception {
    made.policy = new KnownTitles(Set.of("ANOTHER"), Set.of());
    try (AssociationServer server = made.start()) {
      assertThatThrownBy(() -> open(server))
          .isInstanceOfSatisfying(
              RejectedException.class,
              e -> {
                assertThat(e.isTransient()).isFalse();
                assertThat(e.source()).isEqualTo(1);
                assertThat(e.rejectionReason()).isEqualTo(7);
              });
    }
  }

  @Test
  void theResultOfACommitmentComesOnTheSameAssociation() throws Exception {
    BlockingQueue<DimseStatus> delivered = new LinkedBlockingQueue<>();
    made.handlers =
        made.handlers.withAction(
            new ActionHandler() {
              @Override
              public ActionOutcome act(ActionRequest request) {
                assertThat(request.actionType()).isEqualTo(1);
                assertThat(request.sopInstance()).isEqualTo(TestServer.COMMITMENT_INSTANCE);
                EventReport event =
                    new EventReport(
                        request.sopClass(), request.sopInstance(), 1, request.information());
                return new ActionOutcome(DimseStatus.SUCCESS, Optional.of(event));
              }

              @Override
              public void delivered(
                  AssociationInfo association, EventReport event, DimseStatus answer) {
                delivered.add(answer);
              }
            });
    BlockingQueue<EventReport> events = new LinkedBlockingQueue<>();
    byte[] asked = {8, 0, (byte) 0x95, 0x11, 0, 0, 0, 0};
    try (AssociationServer server = made.start();
        DimseClient client =
            DimseClient.open(
                TestServer.call(
                    server.port(),
                    List.of(
                        new ProposedContext(
                            1, TestServer.COMMITMENT, List.of(TestServer.EXPLICIT)))),
                DimseHandlers.NONE.withEvent((association, event) -> {
                  events.add(event);
                  return DimseStatus.SUCCESS;
                }),
                DimseLimits.usual())) {
      assertThat(client.action(TestServer.COMMITMENT, TestServer.COMMITMENT_INSTANCE, 1, asked))
          .isEqualTo(DimseStatus.SUCCESS);

      assertThat(client.awaitRequest()).isTrue();

      assertThat(events.take().information().bytes()).isEqualTo(asked);
      assertThat(delivered.take()).isEqualTo(DimseStatus.SUCCESS);
      client.release();
    }
  }

  @Test
  void theResultOfACommitmentComesOnAnAssociationOfItsProvider() throws Exception {
    BlockingQueue<EventReport> events = new LinkedBlockingQueue<>();
    made.handlers =
        made.handlers.withEvent((association, event) -> {
          events.add(event);
          return DimseStatus.SUCCESS;
        });
    EventReport event =
        new EventReport(
            TestServer.COMMITMENT,
            TestServer.COMMITMENT_INSTANCE,
            2,
            new Information(TestServer.EXPLICIT, new byte[] {1, 2}));
    List<ProposedContext> contexts =
        List.of(
            new ProposedContext(1, TestServer.COMMITMENT, List.of(TestServer.EXPLICIT)),
            new ProposedContext(3, CLASS, List.of(TestServer.EXPLICIT)));
    List<RoleSelection> roles =
        List.of(
            new RoleSelection(TestServer.COMMITMENT, false, true),
            new RoleSelection(CLASS, false, true));
    try (AssociationServer server = made.start()) {
      try (DimseClient client =
          DimseClient.open(
              TestServer.call(server.port(), contexts, roles, Optional.empty()),
              DimseHandlers.NONE,
              DimseLimits.usual())) {
        assertThat(client.accepts(CLASS, TestServer.EXPLICIT))
            .as("a role that the server does not give")
            .isFalse();
        assertThat(client.eventReport(event)).isEqualTo(DimseStatus.SUCCESS);
        assertThat(events.take().information().bytes()).containsExactly(1, 2);
        client.release();
      }
      try (DimseClient client =
          DimseClient.open(
              TestServer.call(server.port(), contexts), DimseHandlers.NONE, DimseLimits.usual())) {
        assertThatThrownBy(() -> client.eventReport(event))
            .isInstanceOf(IllegalStateException.class);
      }
    }
  }

  @Test
  void aServerThatClosesAnswersWhatRunsAndAbortsWhatIsIdle() throws Exception {
    BlockingQueue<String> running = new LinkedBlockingQueue<>();
    BlockingQueue<String> goOn = new LinkedBlockingQueue<>();
    made.handlers =
        DimseHandlers.NONE.withStore(request ->
            new StoreSink() {
              @Override
              public void write(byte[] bytes, int offset, int length) {}

              @Override
              public DimseStatus finish() throws IOException {
                running.add(request.sopInstance());
                try {
                  goOn.take();
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
                return DimseStatus.SUCCESS;
              }

              @Override
              public void abort() {}
            });
    AssociationServer server = made.start();
    try (DimseClient idle = open(server);
        DimseClient busy = open(server)) {
      idle.echo();
      var stored =
          CompletableFuture.supplyAsync(() -> {
            try {
              return store(busy, INSTANCE, new byte[10]);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      assertThat(running.take()).isEqualTo(INSTANCE);
      Thread closing = Thread.ofVirtual().start(() -> closeQuietly(server));
      assertThat(made.ends.next()).isEqualTo(AssociationEnd.SHUT_DOWN);
      goOn.add("on");

      assertThat(stored.join()).isEqualTo(DimseStatus.SUCCESS);
      assertThat(made.ends.next()).isEqualTo(AssociationEnd.SHUT_DOWN);
      assertThatThrownBy(idle::echo).isInstanceOf(AssociationException.class);
      closing.join();
    }
  }

  private static void closeQuietly(AssociationServer server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DimseStatus store(DimseClient client, String instance, byte[] bytes)
      throws IOException {
    return client.store(
        CLASS, instance, TestServer.EXPLICIT, new ByteArrayInputStream(bytes), bytes.length);
  }

  private static DimseClient open(AssociationServer server) throws IOException {
    return DimseClient.open(
        TestServer.call(
            server.port(),
            List.of(
                new ProposedContext(1, DimseClient.VERIFICATION, List.of(TestServer.EXPLICIT)),
                new ProposedContext(3, CLASS, List.of(TestServer.EXPLICIT)))),
        DimseHandlers.NONE,
        DimseLimits.usual());
  }
}
