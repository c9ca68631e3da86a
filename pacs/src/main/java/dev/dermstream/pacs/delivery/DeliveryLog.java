package dev.dermstream.pacs.delivery;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Parcels that are not delivered yet, durable: what a method has done is on the disk when it
 * returns. Thread-safe. A parcel is in it from {@link #add}, which belongs into the transaction
 * that makes the result final, to {@link #delivered} or {@link #refused}; so one that was on its
 * way when the process ended is sent again.
 */
public interface DeliveryLog {
  /**
   * A parcel that waits.
   *
   * @param id unique in the log, also after the parcel has left it
   * @param attempts that have failed
   */
  record Waiting(long id, int attempts) {}

  /**
   * Takes a parcel in, due at once.
   *
   * @param destination its name
   * @return its id
   */
  long add(String destination, Parcel parcel) throws IOException;

  /**
   * Parcels of a destination whose time has come, the one that has been due the longest first, by
   * id where they are alike. Those that are being sent are among them.
   *
   * @param limit at most so many, over 0
   */
  List<Waiting> due(String destination, Instant now, int limit) throws IOException;

  /** When the first parcel of a destination that is not due by {@code now} will be. */
  Optional<Instant> nextDue(String destination, Instant now) throws IOException;

  /** The content of a parcel; empty if it has left the log. */
  Optional<Parcel> parcel(long id) throws IOException;

  /** The receiver has it: the parcel leaves. Without effect if it has left. */
  void delivered(long id) throws IOException;

  /**
   * An attempt failed: one more of them, and the parcel is due again at a time.
   *
   * @param reason a sentence without any text of the receiver
   */
  void failed(long id, String reason, Instant nextAttempt) throws IOException;

  /** The receiver will never take it: the parcel leaves, and its reason stays to be looked up. */
  void refused(long id, String reason) throws IOException;

  /** Parcels of a destination that wait, due or not. */
  long pending(String destination) throws IOException;
}
