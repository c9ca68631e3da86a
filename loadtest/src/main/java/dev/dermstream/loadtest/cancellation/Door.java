package dev.dermstream.loadtest.cancellation;

import java.io.IOException;

/** A way to ask a gateway for a text. */
interface Door {
  String name();

  /** Sends a request and does not wait for its answer. */
  BegunCall begin() throws IOException;
}
