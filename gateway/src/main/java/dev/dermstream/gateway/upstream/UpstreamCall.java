package dev.dermstream.gateway.upstream;

/** A call in flight. Used on the event loop that started it only. */
public interface UpstreamCall {
  /** Stops the work at the peer; its listener hears nothing more. Idempotent. */
  void cancel();

  /** Takes no more messages for now: flow control holds the peer back. */
  void pause();

  /** Ends a pause. */
  void resume();
}
