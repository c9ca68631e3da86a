package dev.dermstream.pacs.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.pacs.client.PacsObject;
import dev.dermstream.pacs.v1.ClientFrame;
import dev.dermstream.pacs.v1.Hello;
import dev.dermstream.pacs.v1.InstanceBegin;
import dev.dermstream.pacs.v1.InstanceChunk;
import dev.dermstream.pacs.v1.InstanceEnd;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.pacs.v1.OutcomesStored;
import dev.dermstream.pacs.v1.PacsServiceGrpc;
import dev.dermstream.pacs.v1.ServerFrame;
import dev.dermstream.pacs.v1.ServerFrame.FrameCase;
import dev.dermstream.pacs.v1.Stored;
import dev.dermstream.pacs.v1.StudyComplete;
import dev.dermstream.pacs.v1.StudySummary;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Sends frames as they are given and shows what comes; breaks every rule it is told to. */
final class RawSession implements ClientResponseObserver<ClientFrame, ServerFrame> {
  private static final int LIMIT_SECONDS = 60;

  private final BlockingQueue<Object> came = new LinkedBlockingQueue<>();
  private final List<ServerFrame> kept = new ArrayList<>();
  private final boolean reads;
  private ClientCallStreamObserver<ClientFrame> requests;
  long sequence;

  private RawSession(boolean reads) {
    this.reads = reads;
  }

  static RawSession call(Channel channel) {
    return call(channel, true);
  }

  /**
   * @param reads false: only what {@link #read} asks for
   */
  static RawSession call(Channel channel, boolean reads) {
    RawSession session = new RawSession(reads);
    PacsServiceGrpc.newStub(channel).exchange(session);
    return session;
  }

  /** Says hello, is welcome, and goes on behind what is stored. */
  static RawSession open(Channel channel, String id) throws InterruptedException {
    RawSession session = call(channel);
    session.hello(id, 0);
    session.sequence = session.next(FrameCase.WELCOME).getWelcome().getStoredUpTo();
    return session;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<ClientFrame> observer) {
    requests = observer;
    if (!reads) {
      observer.disableAutoRequestWithInitial(0);
    }
  }

  void read(int frames) {
    requests.request(frames);
  }

  @Override
  public void onNext(ServerFrame frame) {
    came.add(frame);
  }

  @Override
  public void onError(Throwable failure) {
    came.add(failure);
  }

  @Override
  public void onCompleted() {
    came.add(Status.OK);
  }

  RawSession hello(String id, long cursor) {
    requests.onNext(
        ClientFrame.newBuilder()
            .setHello(Hello.newBuilder().setSessionId(id).setOutcomeCursor(cursor))
            .build());
    return this;
  }

  RawSession send(ClientFrame.Builder frame) {
    requests.onNext(frame.setSequence(++sequence).build());
    return this;
  }

  RawSession send(PacsObject object) {
    frames(object).forEach(this::send);
    return this;
  }

  RawSession stored(long cursor) {
    return send(
        ClientFrame.newBuilder().setOutcomesStored(OutcomesStored.newBuilder().setCursor(cursor)));
  }

  void halfClose() {
    requests.onCompleted();
  }

  void cancel() {
    requests.cancel("cut", null);
  }

  /** An object in two chunks. */
  static List<ClientFrame.Builder> frames(PacsObject object) {
    int half = object.part10().size() / 2;
    return List.of(
        begin(object),
        chunk(0, object.part10().substring(0, half).toByteArray()),
        chunk(half, object.part10().substring(half).toByteArray()),
        end());
  }

  static ClientFrame.Builder begin(PacsObject object) {
    return ClientFrame.newBuilder()
        .setBegin(
            InstanceBegin.newBuilder()
                .setStudyInstanceUid(object.studyInstance())
                .setSopInstanceUid(object.sopInstance())
                .setTotalBytes(object.part10().size())
                .setSha256(object.sha256()));
  }

  static ClientFrame.Builder chunk(long offset, byte[] data) {
    return ClientFrame.newBuilder()
        .setChunk(
            InstanceChunk.newBuilder()
                .setOffset(offset)
                .setData(com.google.protobuf.ByteString.copyFrom(data)));
  }

  static ClientFrame.Builder end() {
    return ClientFrame.newBuilder().setEnd(InstanceEnd.getDefaultInstance());
  }

  static ClientFrame.Builder complete(String study, List<String> sops) {
    return ClientFrame.newBuilder()
        .setStudyComplete(
            StudyComplete.newBuilder().setStudyInstanceUid(study).addAllSopInstanceUids(sops));
  }

  /** The next frame of a kind; those before it are kept. */
  ServerFrame next(FrameCase kind) throws InterruptedException {
    return next(frame -> frame.getFrameCase() == kind);
  }

  private ServerFrame next(Predicate<ServerFrame> wanted) throws InterruptedException {
    for (ServerFrame frame : kept) {
      if (wanted.test(frame)) {
        kept.remove(frame);
        return frame;
      }
    }
    while (true) {
      Object next = came.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertThat(next).as("a frame, while %s were kept", kept).isInstanceOf(ServerFrame.class);
      ServerFrame frame = (ServerFrame) next;
      if (wanted.test(frame)) {
        return frame;
      }
      kept.add(frame);
    }
  }

  InstanceOutcome outcome() throws InterruptedException {
    return next(FrameCase.OUTCOME).getOutcome();
  }

  /** The receipt of the next object. */
  Stored receipt() throws InterruptedException {
    return next(frame -> frame.hasStored() && frame.getStored().getReceipt() > 0).getStored();
  }

  StudySummary summary(Predicate<StudySummary> wanted) throws InterruptedException {
    return next(frame -> frame.hasStudy() && wanted.test(frame.getStudy())).getStudy();
  }

  /** What has come so far, of a kind. */
  List<ServerFrame> here(FrameCase kind) {
    List<Object> drained = new ArrayList<>();
    came.drainTo(drained);
    drained.stream().map(ServerFrame.class::cast).forEach(kept::add);
    return kept.stream().filter(frame -> frame.getFrameCase() == kind).toList();
  }

  /** The failure that ends the call; frames before it are kept. */
  StatusRuntimeException failure() throws InterruptedException {
    Object last = last();
    assertThat(last).isInstanceOf(StatusRuntimeException.class);
    return (StatusRuntimeException) last;
  }

  /** What ends the call: a failure or {@link Status#OK}. */
  Object last() throws InterruptedException {
    while (true) {
      Object next = came.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertThat(next).as("the end of the call").isNotNull();
      if (!(next instanceof ServerFrame frame)) {
        return next;
      }
      kept.add(frame);
    }
  }
}
