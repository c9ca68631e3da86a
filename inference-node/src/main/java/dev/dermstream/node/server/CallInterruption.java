package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.generate.Interruption;
import io.grpc.Context;
import io.grpc.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC call as something that may no longer be wanted. Made where the call's context is current.
 */
final class CallInterruption implements Interruption {
  private final Context context = Context.current();
  private final @Nullable Deadline deadline = context.getDeadline();

  @Override
  public void check() {
    if (deadline != null && deadline.isExpired()) {
      throw new ServiceException(ErrorCode.DEADLINE, "The deadline passed before the answer.");
    }
    if (context.isCancelled()) {
      throw new ServiceException(ErrorCode.CANCELLED, "The call was cancelled.");
    }
  }
}
