package dev.dermstream.node.health;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * That an engine was lost, and what its callers are told then: one that was between two stages, or
 * comes late, finds them closed; the node is not draining for that. Thread-safe.
 */
public final class Loss {
  private volatile @Nullable ServiceException failure;

  /** From now on the engine is lost, for this reason. */
  public void happened(ServiceException why) {
    failure = why;
  }

  /** What a call is told that ended with this failure. */
  public Throwable told(Throwable ended) {
    ServiceException lost = failure;
    boolean closed =
        ended instanceof RejectedExecutionException
            || (ended instanceof ServiceException known && known.code() == ErrorCode.DRAINING);
    return closed && lost != null ? lost : ended;
  }
}
