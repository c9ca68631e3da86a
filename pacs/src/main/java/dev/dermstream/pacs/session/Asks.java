package dev.dermstream.pacs.session;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/** Runs calls that wait, each on a virtual thread, so many at a time. Thread-safe. */
final class Asks {
  private final Semaphore places;
  private final LiveSessions live;

  Asks(int most, LiveSessions live) {
    this.places = new Semaphore(most);
    this.live = live;
  }

  /** What is done for a call; it ends the call itself, or throws. */
  interface Work<A> {
    void run(Outgoing<A> outgoing) throws IOException, InterruptedException, CallEndedException;
  }

  /** What answers a call with one message. */
  interface Question<A> {
    A answer() throws IOException, InterruptedException;
  }

  /** Answers with one message. */
  <A> void answer(StreamObserver<A> response, Question<A> question) {
    run(
        response,
        () -> {},
        outgoing -> {
          outgoing.send(question.answer());
          outgoing.complete();
        });
  }

  /**
   * Takes a call, or refuses it if there is no place.
   *
   * @param gone told on the event loop when the client is
   */
  <A> void run(StreamObserver<A> response, Runnable gone, Work<A> work) {
    // grpc-java hands this type to every server method; it alone tells of cancellation.
    ServerCallStreamObserver<A> observer = (ServerCallStreamObserver<A>) response;
    Outgoing<A> outgoing = new Outgoing<>(observer, gone);
    String id = UUID.randomUUID().toString();
    try {
      live.requireNotDraining();
      if (!places.tryAcquire()) {
        throw new ServiceException(
            ErrorCode.OVERLOADED, "As many calls run as the edge takes; try again later.");
      }
    } catch (ServiceException e) {
      observer.onError(Failures.status(e, id));
      return;
    }
    Thread.ofVirtual().name("pacs-call").start(() -> perform(outgoing, id, work));
  }

  private <A> void perform(Outgoing<A> outgoing, String id, Work<A> work) {
    try {
      work.run(outgoing);
    } catch (CallEndedException e) {
      // Nobody is there to be told, but the call must end, and not as one that was answered.
      outgoing.fail(Status.CANCELLED.asRuntimeException());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outgoing.fail(Failures.status(e, id));
    } catch (IOException | RuntimeException e) {
      outgoing.fail(Failures.status(e, id));
    } finally {
      places.release();
    }
  }
}
