package dev.dermstream.pacs.session;

import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way out of a call: a message is handed to the network when it has room for it, so that a
 * client which does not read holds up whoever sends to it, and no memory grows. Thread-safe.
 */
final class Outgoing<T> {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final ServerCallStreamObserver<T> observer;
  private final ReentrantLock sending = new ReentrantLock(true);
  private final Signal ready = new Signal();
  private volatile boolean stopped;
  private boolean ended;

  /**
   * To be called on the event loop, within the service's method.
   *
   * @param gone told on the event loop that the client is, or that something else than this has
   *     ended the call
   */
  Outgoing(ServerCallStreamObserver<T> observer, Runnable gone) {
    this.observer = observer;
    Runnable over =
        () -> {
          stop();
          gone.run();
        };
    observer.setOnReadyHandler(ready::raise);
    observer.setOnCancelHandler(over);
    observer.setOnCloseHandler(over);
  }

  /** Sends, and waits for room before. */
  void send(T message) throws CallEndedException, InterruptedException {
    sending.lockInterruptibly();
    try {
      while (!stopped && !observer.isReady()) {
        ready.await(LOOK_AGAIN);
      }
      if (stopped || ended) {
        throw new CallEndedException();
      }
      observer.onNext(message);
    } catch (IllegalStateException e) {
      // Closed by the transport's side since then.
      throw new CallEndedException();
    } finally {
      sending.unlock();
    }
  }

  /** From now on nothing is sent but the end; whoever waits for room is let go. */
  void stop() {
    stopped = true;
    ready.raise();
  }

  /** Ends the call with status OK, after a message for which it does not wait. */
  void complete(T last) {
    end(() -> {
      sayIfReady(last);
      observer.onCompleted();
    });
  }

  /** Ends the call with status OK. */
  void complete() {
    end(observer::onCompleted);
  }

  /** Ends the call after a message for which it does not wait. */
  void fail(T last, Throwable failure) {
    end(() -> {
      sayIfReady(last);
      observer.onError(failure);
    });
  }

  /** Ends the call. */
  void fail(Throwable failure) {
    end(() -> observer.onError(failure));
  }

  private void sayIfReady(T message) {
    if (observer.isReady()) {
      observer.onNext(message);
    }
  }

  private void end(Runnable ending) {
    stop();
    sending.lock();
    try {
      if (!ended) {
        ended = true;
        ending.run();
      }
    } catch (IllegalStateException e) {
      // Ended by the transport's side already; there is nobody to be told.
      ended = true;
    } finally {
      sending.unlock();
    }
  }
}
