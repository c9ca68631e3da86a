package dev.dermstream.node.batch;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An item with its ticket and the future that its submitter holds. Equal to itself alone. */
final class Entry<I, O> {
  final I item;
  final Ticket ticket;
  final long submittedNanos;
  final CompletableFuture<O> answer = new CompletableFuture<>();

  /** Guarded by the batcher's lock for writing; read anywhere as a hint. */
  volatile boolean queued;

  Entry(I item, Ticket ticket, long submittedNanos) {
    this.item = item;
    this.ticket = ticket;
    this.submittedNanos = submittedNanos;
  }

  /** Why this must not cost device time; null while it is wanted. */
  @Nullable RuntimeException unwanted(long nowNanos) {
    try {
      if (answer.isDone() || ticket.cancelled().getAsBoolean()) {
        return new ServiceException(ErrorCode.CANCELLED, "The call was cancelled.");
      }
    } catch (RuntimeException e) {
      // Whoever asks is a worker; it outlives a ticket that cannot tell.
      return e;
    }
    return ticket.expiredAt(nowNanos)
        ? new ServiceException(ErrorCode.DEADLINE, "The deadline passed before the answer.")
        : null;
  }

  void fail(Throwable failure) {
    answer.completeExceptionally(failure);
  }
}
