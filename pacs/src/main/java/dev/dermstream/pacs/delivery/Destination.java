package dev.dermstream.pacs.delivery;

/** A receiver of results. Thread-safe. */
public interface Destination extends AutoCloseable {
  /**
   * Sends a parcel and waits for the receiver's word; in bounded time, whatever the receiver does.
   * A parcel of a kind that this destination has no way for is refused.
   */
  Outcome send(Parcel parcel) throws InterruptedException;

  /** Ends what is being sent. */
  @Override
  void close();
}
