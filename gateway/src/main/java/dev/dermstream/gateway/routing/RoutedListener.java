package dev.dermstream.gateway.routing;

import dev.dermstream.gateway.upstream.InferListener;

/** Hears a node's work, of several nodes one after another where it may begin anew. */
public interface RoutedListener extends InferListener {
  /**
   * The node failed after it had sent messages, and another could begin from the first.
   *
   * @return true if nothing of them has reached the caller; the listener has then forgotten them
   */
  boolean restart();
}
