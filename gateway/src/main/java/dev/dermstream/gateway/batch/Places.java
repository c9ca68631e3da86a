package dev.dermstream.gateway.batch;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;

/** How many calls may run at the same time. For one event loop. */
final class Places {
  private final int most;
  private int taken;

  /** Given back once, however often it is closed. */
  final class Place implements AutoCloseable {
    private boolean closed;

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        taken--;
      }
    }
  }

  Places(int most) {
    this.most = most;
  }

  /**
   * @throws ServiceException OVERLOADED if every place is taken
   */
  Place take() {
    if (taken == most) {
      throw new ServiceException(
          ErrorCode.OVERLOADED, "As many questions about batch jobs run as the gateway takes.");
    }
    taken++;
    return new Place();
  }
}
