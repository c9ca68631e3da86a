package dev.dermstream.trainer.describe;

import java.io.IOException;

/** As much is spent as may be; the message says how much. */
public final class CostLimitException extends IOException {
  private static final long serialVersionUID = 1L;

  CostLimitException(String message) {
    super(message);
  }
}
