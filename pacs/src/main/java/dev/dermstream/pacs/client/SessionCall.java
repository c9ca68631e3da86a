package dev.dermstream.pacs.client;

import dev.dermstream.pacs.v1.ClientFrame;
import dev.dermstream.pacs.v1.ServerFrame;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One connection of a session. Frames are sent by one thread. */
final class SessionCall implements ClientResponseObserver<ClientFrame, ServerFrame> {
  private final BiConsumer<SessionCall, ServerFrame> frames;
  private final Runnable changed;
  private volatile @Nullable ClientCallStreamObserver<ClientFrame> requests;
  private volatile @Nullable Status end;

  /**
   * @param frames told each frame that comes
   * @param changed told when there is room to send, and when the call has ended
   */
  SessionCall(BiConsumer<SessionCall, ServerFrame> frames, Runnable changed) {
    this.frames = frames;
    this.changed = changed;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<ClientFrame> observer) {
    requests = observer;
    observer.setOnReadyHandler(changed);
  }

  @Override
  public void onNext(ServerFrame frame) {
    frames.accept(this, frame);
  }

  @Override
  public void onError(Throwable failure) {
    end = Status.fromThrowable(failure);
    changed.run();
  }

  @Override
  public void onCompleted() {
    end = Status.OK;
    changed.run();
  }

  /** With which it ended; null while it lives. */
  @Nullable Status end() {
    return end;
  }

  /** Whether a frame may be sent without filling memory. */
  boolean isReady() {
    ClientCallStreamObserver<ClientFrame> observer = requests;
    return end == null && observer != null && observer.isReady();
  }

  /** Sends; without effect behind the end. */
  void send(ClientFrame frame) {
    ClientCallStreamObserver<ClientFrame> observer = requests;
    if (observer != null && end == null) {
      try {
        observer.onNext(frame);
      } catch (IllegalStateException e) {
        // It ended meanwhile, which its end tells.
        changed.run();
      }
    }
  }

  void cancel() {
    ClientCallStreamObserver<ClientFrame> observer = requests;
    if (observer != null) {
      observer.cancel("the client ends the call", null);
    }
  }
}
