package dev.dermstream.audit.log;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Where every image of a gateway is entered. Thread-safe. */
public interface Audit extends AutoCloseable {
  /** Records nothing. */
  Audit OFF =
      new Audit() {
        @Override
        public AuditEntry begin(Arrival arrival, ByteBuffer image) {
          return conclusion -> CompletableFuture.completedFuture(null);
        }

        @Override
        public AuditEntry beginUnread(Arrival arrival) {
          return conclusion -> CompletableFuture.completedFuture(null);
        }

        @Override
        public boolean isAccepting() {
          return true;
        }

        @Override
        public void close() {}
      };

  /**
   * What is known of an image when it comes.
   *
   * @param requestId by which logs, reports and errors name the request
   * @param subject who asks, as authenticated
   * @param method the method that was called
   */
  record Arrival(String requestId, String subject, String method) {}

  /**
   * Takes a place for an image and begins to digest it.
   *
   * @param image not changed until the entry has ended
   * @throws dev.dermstream.error.ServiceException AUDIT_UNAVAILABLE if records cannot be written
   *     now, OVERLOADED if every place is taken
   */
  AuditEntry begin(Arrival arrival, ByteBuffer image);

  /**
   * As the other, for an image that is refused before its bytes were read: the record has no digest
   * and a length of 0.
   *
   * @throws dev.dermstream.error.ServiceException AUDIT_UNAVAILABLE or OVERLOADED as above
   */
  AuditEntry beginUnread(Arrival arrival);

  /** Whether images may come: whether {@link #begin} would not say AUDIT_UNAVAILABLE. */
  boolean isAccepting();

  /** Writes what waits, as far as the store takes it. Blocks; idempotent. */
  @Override
  void close();
}
