package dev.dermstream.loadtest.cancellation;

import java.io.IOException;

/** A call that somebody waits for. */
interface BegunCall {
  /** The caller goes away, in the way that is usual at this door. */
  void giveUp() throws IOException;
}
