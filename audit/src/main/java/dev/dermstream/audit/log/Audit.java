package dev.dermstream.audit.log;

import dev.dermstream.audit.chain.EventRecord;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where every image of a gateway is entered, and events beside them. Thread-safe. */
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
        public CompletableFuture<@Nullable Void> enter(EventRecord event) {
          return CompletableFuture.completedFuture(null);
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

  /**
   * Records something that happened beside the images, in the same chain.
   *
   * @return completes when it is durable (DURABLE) or at once (ASYNC), or with AUDIT_UNAVAILABLE if
   *     it cannot be written
   * @throws dev.dermstream.error.ServiceException AUDIT_UNAVAILABLE or OVERLOADED as above
   */
  CompletableFuture<@Nullable Void> enter(EventRecord event);

  /** Whether images may come: whether {@link #begin} would not say AUDIT_UNAVAILABLE. */
  boolean isAccepting();

  /** Writes what waits, as far as the store takes it. Blocks; idempotent. */
  @Override
  void close();
}
