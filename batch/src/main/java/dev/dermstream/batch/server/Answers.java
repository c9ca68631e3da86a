package dev.dermstream.batch.server;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.Semaphore;

/** Messages to one caller, none before the last has room on the way. For one thread. */
final class Answers<A> {
  private final ServerCallStreamObserver<A> observer;
  private final Semaphore ready = new Semaphore(0);

  /** On the network's thread, before the method returns: later no handler may be set. */
  Answers(ServerCallStreamObserver<A> observer) {
    this.observer = observer;
    observer.setOnReadyHandler(ready::release);
  }

  /** Waits for room, then sends; an interrupt says that the caller has gone. */
  void send(A message) throws InterruptedException {
    while (!observer.isReady()) {
      ready.acquire();
    }
    observer.onNext(message);
  }
}
