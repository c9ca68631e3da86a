package dev.dermstream.batch.server;

import dev.dermstream.batch.ledger.LedgerException;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.Error;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs calls off the network's threads, each on a virtual one, so many at a time. Thread-safe. */
final class Calls {
  private static final Logger log = LoggerFactory.getLogger(Calls.class);

  private final Semaphore places;

  Calls(int most) {
    this.places = new Semaphore(most);
  }

  /** What answers a call with one message. */
  interface Question<A> {
    A answer() throws IOException, InterruptedException;
  }

  /** What answers a call with many. */
  interface Telling<A> {
    void tell(Answers<A> answers) throws IOException, InterruptedException;
  }

  <A> void answer(StreamObserver<A> response, Question<A> question) {
    tell(response, answers -> answers.send(question.answer()));
  }

  <A> void tell(StreamObserver<A> response, Telling<A> telling) {
    // grpc-java hands this type to every server method; it alone tells of cancellation.
    ServerCallStreamObserver<A> observer = (ServerCallStreamObserver<A>) response;
    Answers<A> answers = new Answers<>(observer);
    if (!places.tryAcquire()) {
      observer.onError(
          StatusMapping.toException(
              StatusMapping.error(
                  ErrorCode.OVERLOADED, "As many calls run as the worker takes.", "")));
      return;
    }
    Thread thread =
        Thread.ofVirtual().name("batch-call").unstarted(() -> perform(answers, observer, telling));
    observer.setOnCancelHandler(thread::interrupt);
    thread.start();
  }

  private <A> void perform(
      Answers<A> answers, ServerCallStreamObserver<A> observer, Telling<A> telling) {
    String id = UUID.randomUUID().toString();
    try {
      telling.tell(answers);
      observer.onCompleted();
    } catch (InterruptedException e) {
      // The caller has gone; nobody is left to be told.
      log.debug("Call {} was given up", id);
    } catch (IOException | RuntimeException e) {
      if (!observer.isCancelled()) {
        observer.onError(StatusMapping.toException(error(e, id)));
      }
    } finally {
      places.release();
    }
  }

  private static Error error(Exception failure, String id) {
    return switch (failure) {
      case ServiceException told -> StatusMapping.toError(told, id);
      case LedgerException away -> {
        log.warn("The ledger could not serve call {}", id, away);
        yield StatusMapping.error(
            ErrorCode.NOT_READY, "The ledger cannot be used now; try again later.", id);
      }
      default -> {
        log.error("Call {} failed", id, failure);
        yield StatusMapping.toError(failure, id);
      }
    };
  }
}
