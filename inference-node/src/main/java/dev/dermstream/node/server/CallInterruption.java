package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.Lane;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.generate.Interruption;
import io.grpc.Context;
import io.grpc.Deadline;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC call as something that may no longer be wanted. Made where the call's context is current.
 */
final class CallInterruption implements Interruption {
  private final Context context = Context.current();
  private final @Nullable Deadline deadline = context.getDeadline();
  private final long deadlineNanos =
      deadline == null
          ? Ticket.NO_DEADLINE
          : System.nanoTime() + deadline.timeRemaining(TimeUnit.NANOSECONDS);

  @Override
  public void check() {
    if (deadline != null && deadline.isExpired()) {
      throw new ServiceException(ErrorCode.DEADLINE, "The deadline passed before the answer.");
    }
    if (context.isCancelled()) {
      throw new ServiceException(ErrorCode.CANCELLED, "The call was cancelled.");
    }
  }

  /** On the scale of {@link System#nanoTime}, or {@link Ticket#NO_DEADLINE}. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  /** What a stage's queue must know of the call. */
  Ticket ticket(Lane lane, long payloadBytes) {
    return new Ticket(lane, deadlineNanos, context::isCancelled, payloadBytes);
  }
}
