package dev.dermstream.pacs.session;

import static dev.dermstream.pacs.session.RawSession.begin;
import static dev.dermstream.pacs.session.RawSession.chunk;
import static dev.dermstream.pacs.session.RawSession.complete;
import static dev.dermstream.pacs.session.RawSession.end;
import static dev.dermstream.pacs.session.TestObjects.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.dermstream.dicom.file.TransferSyntax;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.pacs.client.PacsObject;
import dev.dermstream.pacs.ledger.Waiting;
import dev.dermstream.pacs.v1.ClientFrame;
import dev.dermstream.pacs.v1.Disposition;
import dev.dermstream.pacs.v1.Hello;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.pacs.v1.ServerFrame.FrameCase;
import dev.dermstream.pacs.v1.Stored;
import dev.dermstream.pacs.v1.StudySummary;
import dev.dermstream.platform.security.InternalTlsConfig;
import dev.dermstream.v1.Lane;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The session frame by frame, and whoever breaks its rules. */
class ExchangeTest {
  private static final String STUDY = "1.2.3";

  @TempDir Path folder;
  private final String id = UUID.randomUUID().toString();
  private TestEdge edge;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    use(new TestEdge(folder));
  }

  private void use(TestEdge started) {
    edge = started;
    channel = edge.channel();
  }

  @AfterEach
  void stop() throws IOException {
    edge.close();
  }

  @Test
  void storesAnObjectBeforeItSaysSoAndTellsItsEnd() throws Exception {
    RawSession session = RawSession.open(channel, id);
    assertThat(session.next(FrameCase.CREDIT).getCredit().getBytes())
        .isEqualTo(TestEdge.MAX_OBJECT_BYTES);
    PacsObject object = object(STUDY, "1.1");

    session.send(object);

    Stored stored = session.receipt();
    assertThat(stored.getUpTo()).isEqualTo(4);
    assertThat(stored.getSha256()).isEqualTo(object.sha256());
    assertThat(edge.ledger.content(stored.getReceipt())).hasValue(object.part10().toByteArray());
    assertThat(session.next(FrameCase.CREDIT).getCredit().getInstances()).isEqualTo(1);
    InstanceOutcome outcome = session.outcome();
    assertThat(outcome.getReceipt()).isEqualTo(stored.getReceipt());
    assertThat(outcome.getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
    assertThat(outcome.getDicomSr().toStringUtf8()).isEqualTo("sr");
  }

  @Test
  void tellsWhatAStudyLacksAndWhenItIsWhole() throws Exception {
    RawSession session = RawSession.open(channel, id);
    session.send(object(STUDY, "1.1")).send(complete(STUDY, List.of("1.1", "1.2")));

    StudySummary lacking = session.summary(summary -> summary.getConcluded() == 1);
    assertThat(lacking.getMissingSopInstanceUidsList()).containsExactly("1.2");

    session.send(object(STUDY, "1.2"));
    StudySummary whole = session.summary(summary -> summary.getConcluded() == 2);
    assertThat(whole.getReceived()).isEqualTo(2);
    assertThat(whole.getMissingSopInstanceUidsCount()).isZero();
  }

  @Test
  void keepsLaneAndDeadlineOfAnObject() throws Exception {
    edge.concluder.pause(true);
    RawSession session = RawSession.open(channel, id);
    ClientFrame.Builder begin = begin(object(STUDY, "1.1"));
    begin.getBeginBuilder().setLane(Lane.LANE_STAT).getDeadlineBuilder().setSeconds(2_000_000_000L);
    List<ClientFrame.Builder> frames = new ArrayList<>(RawSession.frames(object(STUDY, "1.1")));
    frames.set(0, begin);

    frames.forEach(session::send);
    session.send(object(STUDY, "1.2"));
    session.receipt();
    session.receipt();

    List<Waiting> waiting = edge.ledger.waiting(10);
    assertThat(waiting.get(0).terms().lane()).isEqualTo(Lane.LANE_STAT);
    assertThat(waiting.get(0).terms().deadline().orElseThrow().getEpochSecond())
        .isEqualTo(2_000_000_000L);
    assertThat(waiting.get(1).terms().lane()).isEqualTo(Lane.LANE_ROUTINE);
    assertThat(waiting.get(1).terms().deadline()).isEmpty();
  }

  @Test
  void goesOnAfterABreakAtEveryFrame() throws Exception {
    int frames = 3 * 4 + 1;
    for (int cut = 0; cut <= frames; cut++) {
      breakAndGoOn(cut, RawSession::cancel);
      breakAndGoOn(cut, session -> edge.cut());
    }
  }

  /** Sends so many frames, breaks the connection, and sends what is not stored on another one. */
  private void breakAndGoOn(int cut, Consumer<RawSession> breaking) throws Exception {
    String own = UUID.randomUUID().toString();
    String prefix = "7." + edge.outcomes(null).size() + "." + cut;
    List<String> sops = List.of(prefix + ".1", prefix + ".2", prefix + ".3");
    List<List<ClientFrame.Builder>> steps = new ArrayList<>();
    sops.forEach(sop -> steps.add(RawSession.frames(object(prefix, sop))));
    steps.add(List.of(complete(prefix, sops)));
    RawSession first = RawSession.open(channel, own);
    steps.stream().flatMap(List::stream).limit(cut).forEach(first::send);
    breaking.accept(first);
    first.failure();

    RawSession second = reopened(own);
    long storedUpTo = second.sequence;
    long end = 0;
    for (List<ClientFrame.Builder> step : steps) {
      end += step.size();
      if (end > storedUpTo) {
        step.forEach(second::send);
      }
    }
    StudySummary whole = second.summary(summary -> summary.getConcluded() == 3);
    assertThat(whole.getMissingSopInstanceUidsCount()).isZero();
    second.cancel();

    assertThat(edge.outcomes(own))
        .as("cut after %d frames", cut)
        .extracting(InstanceOutcome::getSopInstanceUid)
        .containsExactlyElementsOf(sops);
    assertThat(edge.outcomes(own))
        .extracting(InstanceOutcome::getDisposition)
        .containsOnly(Disposition.DISPOSITION_ANSWERED);
    edge.awaitAllMemory();
  }

  /**
   * A connection that was reset takes calls of its channel with it, also those just begun; and to a
   * hasty edge a stalled machine's hello comes too late.
   */
  private RawSession reopened(String own) {
    List<RawSession> opened = new ArrayList<>();
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .ignoreException(AssertionError.class)
        .until(() -> opened.add(RawSession.open(channel, own)));
    return opened.getFirst();
  }

  @Test
  void sendsOutcomesAgainUntilTheyAreStored() throws Exception {
    RawSession first = RawSession.open(channel, id);
    first.send(object(STUDY, "1.1")).send(object(STUDY, "1.2"));
    InstanceOutcome one = first.outcome();
    InstanceOutcome two = first.outcome();
    first.cancel();

    RawSession second = RawSession.open(channel, id);
    assertThat(second.outcome()).isEqualTo(one);
    assertThat(second.outcome()).isEqualTo(two);
    second.stored(one.getCursor());
    await()
        .untilAsserted(() ->
            assertThat(second.here(FrameCase.STORED))
                .anyMatch(frame -> frame.getStored().getUpTo() == 9));
    second.cancel();

    RawSession third = RawSession.call(channel).hello(id, 0);
    assertThat(third.next(FrameCase.WELCOME).getWelcome().getOutcomeCursor())
        .isEqualTo(one.getCursor());
    assertThat(third.outcome()).isEqualTo(two);
    third.cancel();

    RawSession fourth = RawSession.call(channel).hello(id, two.getCursor());
    assertThat(fourth.next(FrameCase.WELCOME).getWelcome().getStoredUpTo()).isEqualTo(9);
    fourth.sequence = 9;
    fourth.send(object(STUDY, "1.3"));
    assertThat(fourth.outcome().getSopInstanceUid()).isEqualTo("1.3");
  }

  record BadObject(String what, List<ClientFrame.Builder> frames, ErrorCode code) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<BadObject> badObjects() {
    PacsObject good = object(STUDY, "1.1");
    byte[] text = "no DICOM object".getBytes(StandardCharsets.UTF_8);
    return Stream.of(
        bad(
            "bytes with another digest",
            good,
            ErrorCode.CORRUPT_IMAGE,
            begin -> begin.getBeginBuilder().setSha256(ByteString.copyFrom(new byte[32]))),
        bad(
            "a digest that is none",
            good,
            ErrorCode.INVALID_INPUT,
            begin -> begin.getBeginBuilder().setSha256(ByteString.copyFromUtf8("short"))),
        bad(
            "fewer bytes than announced",
            good,
            ErrorCode.TRUNCATED_IMAGE,
            begin -> begin.getBeginBuilder().setTotalBytes(good.part10().size() + 1)),
        bad(
            "more bytes than announced",
            good,
            ErrorCode.INVALID_INPUT,
            begin -> begin.getBeginBuilder().setTotalBytes(good.part10().size() - 1)),
        bad(
            "no bytes",
            good,
            ErrorCode.EMPTY_IMAGE,
            begin -> begin.getBeginBuilder().setTotalBytes(0)),
        bad(
            "larger than is taken",
            good,
            ErrorCode.IMAGE_TOO_LARGE,
            begin -> begin.getBeginBuilder().setTotalBytes(TestEdge.MAX_OBJECT_BYTES + 1)),
        bad(
            "larger than a signed number",
            good,
            ErrorCode.IMAGE_TOO_LARGE,
            begin -> begin.getBeginBuilder().setTotalBytes(-1)),
        bad(
            "another instance",
            good,
            ErrorCode.CORRUPT_IMAGE,
            begin -> begin.getBeginBuilder().setSopInstanceUid("1.9")),
        bad(
            "another study",
            good,
            ErrorCode.CORRUPT_IMAGE,
            begin -> begin.getBeginBuilder().setStudyInstanceUid("1.9")),
        bad(
            "no UID",
            good,
            ErrorCode.INVALID_INPUT,
            begin -> begin.getBeginBuilder().setSopInstanceUid("../1")),
        bad(
            "an unknown lane",
            good,
            ErrorCode.INVALID_INPUT,
            begin -> begin.getBeginBuilder().setLaneValue(99)),
        bad(
            "no time",
            good,
            ErrorCode.INVALID_INPUT,
            begin -> begin.getBeginBuilder().getDeadlineBuilder().setNanos(-1)),
        bad("no DICOM", TestObjects.of(STUDY, "1.1", text), ErrorCode.TRUNCATED_IMAGE, begin -> {}),
        bad(
            "noise",
            TestObjects.of(STUDY, "1.1", new byte[400]),
            ErrorCode.CORRUPT_IMAGE,
            begin -> {}),
        bad("an unknown syntax", unknownSyntax(good), ErrorCode.UNSUPPORTED_MEDIA, begin -> {}));
  }

  private static PacsObject unknownSyntax(PacsObject good) {
    String file = new String(good.part10().toByteArray(), StandardCharsets.ISO_8859_1);
    String known = TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid();
    byte[] other =
        file.replace(known, known.substring(0, known.length() - 1) + "7")
            .getBytes(StandardCharsets.ISO_8859_1);
    return TestObjects.of(STUDY, "1.1", other);
  }

  private static BadObject bad(
      String what, PacsObject object, ErrorCode code, Consumer<ClientFrame.Builder> change) {
    List<ClientFrame.Builder> frames = new ArrayList<>(RawSession.frames(object));
    change.accept(frames.getFirst());
    return new BadObject(what, frames, code);
  }

  @ParameterizedTest
  @MethodSource("badObjects")
  void whatIsWrongWithAnObjectIsItsOutcomeAndTheSessionGoesOn(BadObject bad) throws Exception {
    RawSession session = RawSession.open(channel, id);

    bad.frames().forEach(session::send);
    session.send(object(STUDY, "1.2"));

    Stored refused = session.receipt();
    assertThat(refused.getSha256()).isEmpty();
    assertThat(refused.getUpTo()).isEqualTo(4);
    InstanceOutcome outcome = session.outcome();
    assertThat(outcome.getReceipt()).isEqualTo(refused.getReceipt());
    assertThat(outcome.getError().getCode()).isEqualTo(bad.code().name());
    assertThat(outcome.getDisposition())
        .isEqualTo(
            bad.code() == ErrorCode.UNSUPPORTED_MEDIA
                ? Disposition.DISPOSITION_UNSUPPORTED
                : Disposition.DISPOSITION_REJECTED);
    assertThat(session.outcome().getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
    assertThat(edge.ledger.content(refused.getReceipt())).isEmpty();
    edge.awaitAllMemory();
  }

  record Breach(String what, ErrorCode code, Consumer<RawSession> frames) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Breach> breaches() {
    PacsObject object = object(STUDY, "1.1");
    ClientFrame.Builder begin = begin(object);
    return Stream.of(
        breach("a chunk without begin", s -> s.send(chunk(0, new byte[1]))),
        breach("an end without begin", s -> s.send(end())),
        breach("two begins", s -> s.send(begin).send(begin)),
        breach("a study within an object", s -> s.send(begin).send(complete(STUDY, List.of()))),
        breach(
            "a gap",
            s -> {
              s.sequence++;
              s.send(begin);
            }),
        breach(
            "a repetition",
            s -> {
              s.send(begin);
              s.sequence--;
              s.send(chunk(0, new byte[1]));
            }),
        breach("a chunk too far", s -> s.send(begin).send(chunk(1, new byte[1]))),
        breach(
            "a chunk again",
            s -> s.send(begin).send(chunk(0, new byte[1])).send(chunk(0, new byte[1]))),
        breach("an empty chunk", s -> s.send(begin).send(chunk(0, new byte[0]))),
        breach(
            "a chunk too large",
            s -> s.send(begin).send(chunk(0, new byte[IncomingObject.MOST_CHUNK_BYTES + 1]))),
        breach("an empty frame", s -> s.send(ClientFrame.newBuilder())),
        breach(
            "a second hello",
            s -> s.send(ClientFrame.newBuilder().setHello(Hello.getDefaultInstance()))),
        breach("outcomes that were not sent", s -> s.stored(1)),
        breach("outcomes before all", s -> s.stored(-1)),
        breach("a study that is no UID", s -> s.send(complete("x", List.of()))),
        breach(
            "an object of a study that is no UID",
            s -> s.send(complete(STUDY, List.of("1.1", "1 1")))));
  }

  private static Breach breach(String what, Consumer<RawSession> frames) {
    return new Breach(what, ErrorCode.INVALID_INPUT, frames);
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void whoBreaksTheContractIsEndedWithTheReason(Breach breach) throws Exception {
    RawSession session = RawSession.open(channel, id);

    breach.frames().accept(session);

    StatusRuntimeException failure = session.failure();
    assertThat(StatusMapping.toError(failure, id).getCode()).isEqualTo(breach.code().name());
    assertThat(failure.getStatus().getDescription()).endsWith(".");
    edge.awaitAllMemory();
    RawSession.open(channel, id).send(object(STUDY, "1.2")).outcome();
  }

  @Test
  void aCallThatBeginsWithoutAProperHelloIsRefused() throws Exception {
    for (String bad : List.of("", id.toUpperCase(Locale.ROOT) + "A", id.substring(1), id + "\n")) {
      assertThat(RawSession.call(channel).hello(bad, 0).failure().getStatus().getCode())
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
    assertThat(RawSession.call(channel).send(end()).failure().getStatus().getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(RawSession.call(channel).hello(id, -1).failure().getStatus().getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(edge.service.sessions()).isZero();
  }

  @Test
  void grantsCreditAnewForEachObjectThatIsStored() throws Exception {
    RawSession session = RawSession.open(channel, id);
    assertThat(session.next(FrameCase.CREDIT).getCredit().getInstances()).isEqualTo(8);

    // Each is stored before the next is looked at, so its instance is granted again in between.
    for (int i = 0; i < 20; i++) {
      session.send(object(STUDY, "1." + i, 100));
    }
    for (int i = 0; i < 20; i++) {
      session.receipt();
      assertThat(session.next(FrameCase.CREDIT).getCredit().getInstances()).isEqualTo(1);
    }
  }

  @Test
  void whoSendsBeyondItsCreditIsEnded() throws Exception {
    RawSession session = RawSession.open(channel, id);
    long all = edge.memory.freeBytes();
    assertThat(edge.memory.tryTake(all)).isTrue();
    PacsObject large = object(STUDY, "1.1", TestEdge.MAX_OBJECT_BYTES / 2);

    // The first waits for memory; the other comes while it is not stored.
    session.send(begin(large)).send(end()).send(begin(large));

    StatusRuntimeException failure = session.failure();
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(StatusMapping.toError(failure, id).getMessage()).contains("beyond the credit");
    edge.memory.giveBack(all);
    edge.awaitAllMemory();
    RawSession.open(channel, id).send(object(STUDY, "1.2")).outcome();
  }

  @Test
  void sendsNoMoreOutcomesThanMayBeUnacknowledged() throws Exception {
    int window = TestEdge.CONFIG.maxUnacknowledged();
    RawSession session = RawSession.open(channel, id);
    for (int i = 0; i < 3 * window; i++) {
      session.send(object(STUDY, "1." + i, 100));
      session.receipt();
    }
    await().until(() -> edge.outcomes(id).size() == 3 * window);
    List<InstanceOutcome> all = edge.outcomes(id);

    List<InstanceOutcome> got = new ArrayList<>();
    for (int i = 0; i < 3 * window; i++) {
      got.add(session.outcome());
      if ((i + 1) % window == 0) {
        // A study's summary comes by the same way: behind it there is nothing more on its way.
        session.send(complete("1.9." + i, List.of()));
        session.summary(summary -> true);
        assertThat(session.here(FrameCase.OUTCOME)).isEmpty();
        session.stored(got.getLast().getCursor());
      }
    }
    assertThat(got).isEqualTo(all);
  }

  @Test
  void aClientThatDoesNotReadIsNotReadEither() throws Exception {
    int studies = 40;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      names.add("1.2.3." + "9".repeat(50) + "." + i);
    }
    RawSession session = RawSession.call(channel, false).hello(id, 0);
    for (int i = 0; i < studies; i++) {
      // Answered by a summary that names all of them as missing: 60 KiB.
      session.send(complete("1.9." + i, names));
    }

    // Summaries fill what the network holds; then frames are left unread.
    assertThat(standstill()).isBetween(1L, studies / 2L);

    session.read(1_000);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> edge.ledger.session(id, "anonymous").orElseThrow().storedUpTo() == studies);
    session.cancel();
  }

  /** How much is stored once no more comes. */
  private long standstill() {
    List<Long> seen = new ArrayList<>();
    await()
        .pollInterval(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          seen.add(edge.ledger.session(id, "anonymous").orElseThrow().storedUpTo());
          int last = seen.size() - 1;
          return last > 1 && seen.get(last) > 0 && seen.get(last).equals(seen.get(last - 2));
        });
    return seen.getLast();
  }

  @Test
  void anotherCallTakesTheSessionOver() throws Exception {
    RawSession old = RawSession.open(channel, id);
    old.send(object(STUDY, "1.1"));
    old.receipt();
    old.send(begin(object(STUDY, "1.2")));

    RawSession fresh = RawSession.open(channel, id);

    StatusRuntimeException failure = old.failure();
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.ABORTED);
    assertThat(StatusMapping.toError(failure, id).getCode()).isEqualTo("TAKEN_OVER");
    assertThat(old.here(FrameCase.GO_AWAY)).hasSize(1);
    assertThat(fresh.sequence).isEqualTo(4);
    fresh.send(object(STUDY, "1.2"));
    fresh.receipt();
    assertThat(edge.service.sessions()).isEqualTo(1);
  }

  @Test
  void drainsBehindTheObjectInHand() throws Exception {
    RawSession busy = RawSession.open(channel, id);
    RawSession idle = RawSession.open(channel, UUID.randomUUID().toString());
    List<ClientFrame.Builder> frames = RawSession.frames(object(STUDY, "1.1"));
    busy.send(frames.get(0));
    // Only behind what was stored before is it sure that the object has begun at the edge.
    await().until(() -> edge.memory.freeBytes() < 4L * TestEdge.MAX_OBJECT_BYTES);

    edge.service.drain();

    assertThat(busy.next(FrameCase.GO_AWAY).getGoAway().getReconnectAfterMillis()).isEqualTo(20);
    assertThat(idle.last()).isEqualTo(Status.OK);
    assertThat(idle.here(FrameCase.GO_AWAY)).hasSize(1);
    frames.subList(1, 4).forEach(busy::send);
    assertThat(busy.last()).isEqualTo(Status.OK);
    assertThat(busy.receipt().getUpTo()).isEqualTo(4);
    assertThat(StatusMapping.toError(RawSession.call(channel).hello(id, 0).failure(), id).getCode())
        .isEqualTo("DRAINING");
  }

  @Test
  void whoSendsNoMoreGetsTheRest() throws Exception {
    edge.concluder.pause(true);
    RawSession session = RawSession.open(channel, id);
    int objects = 3 * TestEdge.CONFIG.maxUnacknowledged();
    for (int i = 0; i < objects; i++) {
      session.send(object(STUDY, "1." + i, 100));
    }
    session.halfClose();
    for (int i = 0; i < objects; i++) {
      session.receipt();
    }
    edge.concluder.pause(false);

    assertThat(session.last()).isEqualTo(Status.OK);
    assertThat(session.here(FrameCase.OUTCOME)).hasSize(objects);
  }

  @Test
  void forgetsAnObjectThatStalls() throws Exception {
    edge.close();
    SessionConfig hasty =
        new SessionConfig(
            1,
            1,
            8,
            TestEdge.MAX_OBJECT_BYTES,
            8,
            Duration.ofMillis(400),
            Duration.ofMillis(400),
            Duration.ofMillis(20),
            Duration.ofMillis(20));
    use(new TestEdge(folder, hasty, TestEdge.MAX_OBJECT_BYTES, InternalTlsConfig.OFF));

    assertThat(RawSession.call(channel).failure().getStatus().getCode())
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    RawSession session = reopened(id).send(begin(object(STUDY, "1.1")));
    assertThat(session.failure().getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    edge.awaitAllMemory();
  }

  @Test
  void opensNoMoreSessionsThanItMay() throws Exception {
    edge.close();
    SessionConfig one =
        new SessionConfig(
            1,
            1,
            8,
            TestEdge.MAX_OBJECT_BYTES,
            8,
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofMillis(20),
            Duration.ofMillis(20));
    use(new TestEdge(folder, one, TestEdge.MAX_OBJECT_BYTES, InternalTlsConfig.OFF));
    RawSession first = RawSession.open(channel, id);

    StatusRuntimeException full =
        RawSession.call(channel).hello(UUID.randomUUID().toString(), 0).failure();
    assertThat(StatusMapping.toError(full, "").getCode()).isEqualTo("OVERLOADED");

    RawSession.open(channel, id).send(object(STUDY, "1.1")).receipt();
    first.failure();
  }

  @Test
  void bytesOfAnObjectThatIsTooLargeAreThrownAway() throws Exception {
    RawSession session = RawSession.open(channel, id);
    byte[] large = new byte[3 * TestEdge.MAX_OBJECT_BYTES];
    Arrays.fill(large, (byte) 1);

    session.send(TestObjects.of(STUDY, "1.1", large));

    assertThat(session.outcome().getError().getCode()).isEqualTo("IMAGE_TOO_LARGE");
    edge.awaitAllMemory();
  }
}
