package dev.dermstream.gateway.upstream;

import dev.dermstream.node.v1.Encoded;

/**
 * Hears a node's work on one image: {@code encoded} at most once, {@code text} zero or more times
 * after it, then {@code ended} exactly once, unless the call was cancelled.
 */
public interface InferListener {
  void encoded(Encoded encoded);

  /** The next piece of the answer. */
  void text(String piece);

  void ended(InferOutcome outcome);
}
