package dev.dermstream.loadtest.gatling.action;

import io.grpc.Status;

/**
 * Looks into the answers of one call: some say in band what went wrong, and some must be there for
 * the call to be whole. The call asks it on one thread.
 */
public interface Judge<R> {
  /** What the answer amounts to; the first that is not OK is the call's. */
  Status.Code answer(R answer);

  /** Of a call whose server ended it well; asked last. */
  default Status.Code end() {
    return Status.Code.OK;
  }
}
