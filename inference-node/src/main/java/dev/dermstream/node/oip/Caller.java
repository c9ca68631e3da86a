package dev.dermstream.node.oip;

import dev.dermstream.node.batch.Ticket;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for an answer, and until when. Made where the call's context is current.
 *
 * @param context of the call
 */
record Caller(CallHeaders headers, Context context) {
  static Caller current() {
    return new Caller(CallHeaders.current(), Context.current());
  }

  /** The queue's view of a request of this call: the nearer of two deadlines counts. */
  Ticket ticket(InferOptions options, long payloadBytes) {
    long now = System.nanoTime();
    long patience = Math.min(untilDeadline(context.getDeadline()), nanos(options.timeout()));
    // Half the clock's range stands for ever: a sum beyond it would lie in the past.
    long deadline = patience > Long.MAX_VALUE / 2 ? Ticket.NO_DEADLINE : now + patience;
    return new Ticket(options.lane(), deadline, context::isCancelled, payloadBytes);
  }

  private static long untilDeadline(@Nullable Deadline deadline) {
    return deadline == null ? Long.MAX_VALUE : deadline.timeRemaining(TimeUnit.NANOSECONDS);
  }

  private static long nanos(Optional<Duration> timeout) {
    return timeout.map(Duration::toNanos).orElse(Long.MAX_VALUE);
  }
}
