package dev.dermstream.dicom.dimse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dermstream.dicom.association.AssociationEnd;
import dev.dermstream.dicom.association.AssociationLimits;
import dev.dermstream.dicom.association.AssociationServer;
import dev.dermstream.dicom.association.RecordedPdus;
import dev.dermstream.dicom.association.Rejection;
import dev.dermstream.dicom.association.Timeouts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that say what they should not, or nothing, in a heap of 256 MB. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // Against hanging, not for speed.
class HostilePeersTest {
  private static final long SEED = 20261122;
  private static final String CLASS = "1.2.840.10008.5.1.4.1.1.77.1.4";
  private static final String INSTANCE = "1.2.3";
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir private Path folder;
  private final TestServer made = new TestServer();

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\0\0\0\0\0\0\0\0", "\u007FELF"})
  void bytesThatAreNotDicomAreAnsweredByAnAbort(String bytes) throws Exception {
    try (AssociationServer server = made.start();
        RawPeer peer = new RawPeer(server.port())) {
      peer.send((bytes + "      ").getBytes(StandardCharsets.ISO_8859_1));

      assertThat(peer.answer()).isEqualTo(RawPeer.ABORT);
      assertThat(peer.body()).containsExactly(0, 0, 2, 1);
      assertThat(peer.hangUp()).isEqualTo(RawPeer.CLOSED);
      assertThat(made.ends.next()).isEqualTo(AssociationEnd.PROTOCOL_VIOLATED);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 6, 7})
  void aPduOfALengthThatItCannotHaveIsAnsweredByAnAbort(int type) throws Exception {
    try (AssociationServer server = made.start();
        RawPeer peer = new RawPeer(server.port())) {
      peer.send(new byte[] {(byte) type, 0, -1, -1, -1, -1});

      assertThat(peer.answer()).isEqualTo(RawPeer.ABORT);
      assertThat(peer.hangUp()).isEqualTo(RawPeer.CLOSED);
      assertThat(made.ends.next()).isEqualTo(AssociationEnd.PROTOCOL_VIOLATED);
    }
  }

  @Test
  void dataOverTheMaximumLengthIsAnsweredByAnAbort() throws Exception {
    int over = made.limits.maxPduBytes() + 1;
    violates(ByteBuffer.allocate(12).put((byte) 4).put((byte) 0).putInt(over).array(), 6);
  }

  @Test
  void aFragmentThatIsLongerThanItsPduIsAnsweredByAnAbort() throws Exception {
    byte[] fragment = RecordedPdus.fragment(RecordedPdus.STORAGE_CONTEXT, 3, new byte[10]);
    fragment[9]++;
    violates(fragment, 6);
  }

  @Test
  void aFragmentThatIsTooShortIsAnsweredByAnAbort() throws Exception {
    byte[] fragment = RecordedPdus.fragment(RecordedPdus.STORAGE_CONTEXT, 3, new byte[10]);
    fragment[9] = 1;
    violates(fragment, 6);
  }

  @Test
  void aFragmentOfAnUnknownContextIsAnsweredByAnAbort() throws Exception {
    violates(RecordedPdus.fragment(77, 3, new byte[10]), 6);
  }

  @Test
  void dataWithoutACommandIsAnsweredByAnAbort() throws Exception {
    violates(RecordedPdus.fragment(RecordedPdus.STORAGE_CONTEXT, 2, new byte[10]), 5);
  }

  @Test
  void aCommandSetThatIsTooLongIsAnsweredByAnAbort() throws Exception {
    byte[] part = RecordedPdus.fragment(RecordedPdus.STORAGE_CONTEXT, 1, new byte[8000]);
    violates(joined(part, part, part), 5);
  }

  @Test
  void aCommandSetThatIsNoneIsAnsweredByAnAbort() throws Exception {
    violates(RecordedPdus.fragment(RecordedPdus.STORAGE_CONTEXT, 3, new byte[] {1, 2, 3}), 5);
  }

  @Test
  void aSecondRequestForAnAssociationIsAnsweredByAnAbort() throws Exception {
    violates(RecordedPdus.request(), 2);
  }

  @Test
  void aPeerThatStaysAfterAnAbortIsLeft() throws Exception {
    try (AssociationServer server = made.start();
        RawPeer peer = RawPeer.established(server.port())) {
      peer.send(RecordedPdus.request());

      assertThat(peer.answer()).isEqualTo(RawPeer.ABORT);
      assertThat(peer.answer()).isEqualTo(RawPeer.CLOSED);
      assertThat(made.ends.next()).isEqualTo(AssociationEnd.PROTOCOL_VIOLATED);
    }
  }

  @Test
  void aReleaseWithinAnObjectIsAnsweredByAnAbort() throws Exception {
    violates(joined(begunObject(), RecordedPdus.releaseRequest()), 2);
    assertThat(made.store.aborted).hasValue(1);
  }

  @Test
  void aResponseToNothingIsAnsweredByAnAbort() throws Exception {
    CommandSet response =
        CommandSet.response(RawPeer.storeCommand(CLASS, INSTANCE), DimseStatus.SUCCESS);
    violates(RecordedPdus.fragment(RecordedPdus.STORAGE_CONTEXT, 3, response.toByteArray()), 5);
  }

  private void violates(byte[] bytes, int reason) throws Exception {
    try (AssociationServer server = made.start();
        RawPeer peer = RawPeer.established(server.port())) {
      peer.send(bytes);

      assertThat(peer.answer()).isEqualTo(RawPeer.ABORT);
      assertThat(peer.body()).containsExactly(0, 0, 2, reason);
      assertThat(peer.hangUp()).isEqualTo(RawPeer.CLOSED);
      assertThat(made.ends.next()).isEqualTo(AssociationEnd.PROTOCOL_VIOLATED);
    }
  }

  @Test
  void anAbortWithinAnObjectReachesTheHandler() throws Exception {
    try (AssociationServer server = made.start();
        RawPeer peer = RawPeer.established(server.port())) {
      peer.send(joined(begunObject(), RecordedPdus.abort()));

      assertThat(made.ends.next()).isEqualTo(AssociationEnd.ABORTED_BY_PEER);
      assertThat(made.store.aborted).hasValue(1);
      assertThat(made.store.objects).isEmpty();
    }
  }

  @Test
  void aConnectionThatBreaksWithinAnObjectReachesTheHandler() throws Exception {
    try (AssociationServer server = made.start();
        RawPeer peer = RawPeer.established(server.port())) {
      peer.send(begunObject());
      await().until(() -> made.store.begun.get() == 1);
      peer.hangUp();

      assertThat(made.ends.next()).isEqualTo(AssociationEnd.CONNECTION_LOST);
      assertThat(made.store.aborted).hasValue(1);
    }
  }

  @Test
  void aPeerThatSaysNothingIsLeft() throws Exception {
    waiting(SHORT, LONG, LONG);
    try (AssociationServer server = made.start();
        RawPeer peer = new RawPeer(server.port())) {
      assertThat(peer.answer()).isEqualTo(RawPeer.CLOSED);
      assertThat(made.ends.next()).isEqualTo(AssociationEnd.TIMED_OUT);
    }
  }

  @Test
  void aPeerThatSaysItsRequestByteByByteIsLeft() throws Exception {
    waiting(SHORT, LONG, LONG);
    try (AssociationServer server = made.start();
        RawPeer peer = new RawPeer(server.port())) {
      drip(peer, RecordedPdus.request());

      assertThat(made.ends.next()).isEqualTo(AssociationEnd.TIMED_OUT);
    }
  }

  @Test
  void aPeerThatIsIdleIsTold() throws Exception {
    waiting(LONG, SHORT, LONG);
    try (AssociationServer server = made.start();
        RawPeer peer = RawPeer.established(server.port())) {
      assertThat(peer.answer()).isEqualTo(RawPeer.ABORT);
      assertThat(made.ends.next()).isEqualTo(AssociationEnd.TIMED_OUT);
    }
  }

  @Test
  void aPeerThatSaysAPduByteByByteIsLeftAndTheHandlerTold() throws Exception {
    waiting(LONG, SHORT, LONG);
    byte[] fragment = RecordedPdus.fragment(RecordedPdus.STORAGE_CONTEXT, 0, new byte[100_000]);
    byte[] begun = joined(RecordedPdus.request(), begunObject());
    try (AssociationServer server = made.start();
        RawPeer peer = new RawPeer(server.port())) {
      // Together, so that the object has begun however long this side takes.
      peer.send(begun);
      assertThat(peer.answer()).isEqualTo(RawPeer.ACCEPT);
      drip(peer, fragment);

      assertThat(made.ends.next()).isEqualTo(AssociationEnd.TIMED_OUT);
      assertThat(made.store.aborted).hasValue(1);
    }
  }

  @Test
  void anObjectInEndlessSmallFragmentsIsLeftAndTheHandlerTold() throws Exception {
    waiting(LONG, LONG, SHORT);
    byte[] nothing = RecordedPdus.fragment(RecordedPdus.STORAGE_CONTEXT, 0, new byte[0]);
    try (AssociationServer server = made.start();
        RawPeer peer = RawPeer.established(server.port())) {
      peer.send(begunObject());
      repeat(peer, nothing);

      assertThat(made.ends.next()).isEqualTo(AssociationEnd.TIMED_OUT);
      assertThat(made.store.aborted).hasValue(1);
    }
  }

  /** Until the other side hangs up. */
  private static void repeat(RawPeer peer, byte[] bytes) {
    try {
      while (true) {
        peer.send(bytes);
        Thread.sleep(1); // A peer that is slow, not one that is flooding.
      }
    } catch (IOException e) {
      // As it should.
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void drip(RawPeer peer, byte[] bytes) throws InterruptedException {
    try {
      for (byte one : bytes) {
        peer.send(new byte[] {one});
        Thread.sleep(20); // A peer that is slow.
      }
    } catch (IOException e) {
      // As it should.
    }
  }

  private void waiting(Duration request, Duration idle, Duration operation) {
    AssociationLimits usual = AssociationLimits.usual();
    made.limits =
        new AssociationLimits(
            usual.maxPduBytes(),
            usual.maxAssociations(),
            usual.maxAssociationsPerPeer(),
            new Timeouts(request, idle, operation),
            usual.drain());
  }

  @Test
  void associationsOverTheLimitAreRejectedUntilOneEnds() throws Exception {
    made.limits = limitedTo(8, 3);
    List<RawPeer> peers = new ArrayList<>();
    try (AssociationServer server = made.start()) {
      for (int i = 0; i < 3; i++) {
        peers.add(RawPeer.established(server.port()));
      }
      for (int i = 0; i < 3; i++) {
        try (RawPeer more = new RawPeer(server.port())) {
          more.send(RecordedPdus.request());
          assertThat(more.answer()).isEqualTo(RawPeer.REJECT);
          assertThat(more.body()).containsExactly(0, 2, 3, 2);
        }
        assertThat(made.ends.next()).isEqualTo(AssociationEnd.REJECTED);
      }
      assertThat(made.ends.rejections).containsOnly(Rejection.LOCAL_LIMIT_EXCEEDED);

      peers.getFirst().close();
      assertThat(made.ends.next()).isEqualTo(AssociationEnd.CONNECTION_LOST);
      await().until(() -> accepts(server));
    } finally {
      for (RawPeer peer : peers) {
        peer.close();
      }
    }
  }

  private static boolean accepts(AssociationServer server) throws IOException {
    try (RawPeer peer = new RawPeer(server.port())) {
      peer.send(RecordedPdus.request());
      return peer.answer() == RawPeer.ACCEPT;
    }
  }

  @Test
  void aFloodOfSilentConnectionsIsCutOffAndLeavesRoomForOthersLater() throws Exception {
    made.limits = limitedTo(4, 4);
    List<RawPeer> flood = new ArrayList<>();
    try (AssociationServer server = made.start()) {
      for (int i = 0; i < 100; i++) {
        flood.add(new RawPeer(server.port()));
      }
      for (int i = 0; i < 92; i++) {
        assertThat(made.ends.next()).isEqualTo(AssociationEnd.TOO_MANY_CONNECTIONS);
      }
      for (RawPeer peer : flood) {
        peer.close();
      }
      await().until(() -> accepts(server));
    }
  }

  private static AssociationLimits limitedTo(int associations, int perPeer) {
    return new AssociationLimits(
        1 << 16, associations, perPeer, Timeouts.usual(), Duration.ofSeconds(1));
  }

  @Test
  void aRecordedAssociationCutAtAnyByteEndsAndLeavesNothing() throws Exception {
    byte[] recorded = recorded();
    try (AssociationServer server = made.start()) {
      assertUsable(server); // The first socket that is closed takes one that the JDK keeps.
      made.ends.next();
    }
    // Its port's thread ends a little later.
    Leftovers before =
        await().until(() -> Leftovers.now(folder), leftovers -> leftovers.threads() == 0);
    try (AssociationServer server = made.start()) {
      try (RawPeer peer = RawPeer.established(server.port())) {
        assertThat(Leftovers.now(folder).threads()).isGreaterThan(before.threads() + 1);
        assertThat(Leftovers.now(folder).sockets()).isGreaterThan(before.sockets() + 1);
        peer.send(RecordedPdus.abort());
        assertThat(made.ends.next()).isEqualTo(AssociationEnd.ABORTED_BY_PEER);
      }
      for (int length = 0; length < recorded.length; length++) {
        try (RawPeer peer = new RawPeer(server.port())) {
          peer.sendAsFarAsTaken(Arrays.copyOf(recorded, length));
          assertClean(peer.rest(), "cut to " + length);
        }
        assertThat(made.ends.next()).as("cut to %d", length).isNotEqualTo(AssociationEnd.RELEASED);
      }
      assertThat(made.store.begun.get())
          .isEqualTo(made.store.aborted.get() + made.store.finished.get());
      assertUsable(server);
    }
    await()
        .untilAsserted(() ->
            assertThat(Leftovers.now(folder))
                .matches(now -> now.noneMoreThan(before), before.toString()));
  }

  @Test
  void aRecordedAssociationWithDamageAtAnyPlaceEndsAndLeavesNothing() throws Exception {
    byte[] recorded = recorded();
    Random random = new Random(SEED);
    byte[][] extremes = {{0, 0, 0, 0}, {-1, -1, -1, -1}, {0x7F, -1, -1, -1}, {0, 0, -1, -1}, {1}};
    try (AssociationServer server = made.start()) {
      for (int at = 0; at < recorded.length - 4; at++) {
        byte[] damaged = recorded.clone();
        byte[] extreme = extremes[random.nextInt(extremes.length)];
        System.arraycopy(extreme, 0, damaged, at, extreme.length);
        if (at % 3 == 0) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        try (RawPeer peer = new RawPeer(server.port())) {
          peer.sendAsFarAsTaken(damaged);
          assertClean(peer.rest(), "seed " + SEED + ", damage at " + at);
        }
        made.ends.next();
      }
      assertThat(made.store.begun.get())
          .isEqualTo(made.store.aborted.get() + made.store.finished.get());
      assertUsable(server);
    }
  }

  /** What the server says is whole PDUs of the kinds that it may say. */
  private static void assertClean(byte[] said, String what) {
    ByteBuffer in = ByteBuffer.wrap(said);
    while (in.remaining() >= 6) {
      int type = in.get();
      in.get();
      int length = in.getInt();
      assertThat(type).as(what).isIn(2, 3, 4, 6, 7);
      assertThat(length).as(what).isBetween(4, in.remaining());
      in.position(in.position() + length);
    }
    assertThat(in.remaining()).as(what).isZero();
  }

  private static void assertUsable(AssociationServer server) throws IOException {
    try (RawPeer peer = RawPeer.established(server.port())) {
      peer.store(CLASS, INSTANCE, new byte[10]);
      assertThat(peer.status()).isZero();
    }
  }

  /** Verification, an object in two parts, release. */
  private static byte[] recorded() {
    CommandSet echo =
        CommandSet.request(CommandField.ECHO, 1)
            .uid(CommandTag.AFFECTED_SOP_CLASS, DimseClient.VERIFICATION);
    return joined(
        RecordedPdus.request(),
        RecordedPdus.fragment(1, 3, echo.toByteArray()),
        begunObject(),
        RecordedPdus.fragment(RecordedPdus.STORAGE_CONTEXT, 2, new byte[50]),
        RecordedPdus.releaseRequest());
  }

  private static byte[] begunObject() {
    byte[] command = RawPeer.storeCommand(CLASS, INSTANCE).toByteArray();
    return joined(
        RecordedPdus.fragment(RecordedPdus.STORAGE_CONTEXT, 3, command),
        RecordedPdus.fragment(RecordedPdus.STORAGE_CONTEXT, 0, new byte[50]));
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }
}
