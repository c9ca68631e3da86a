package dev.dermstream.trainer.dataset;

import java.io.IOException;

/** The data cannot be used as asked; the message names what is wrong with it. */
public final class DatasetException extends IOException {
  private static final long serialVersionUID = 1L;

  public DatasetException(String message) {
    super(message);
  }

  public DatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
