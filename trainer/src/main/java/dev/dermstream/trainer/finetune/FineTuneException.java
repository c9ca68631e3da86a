package dev.dermstream.trainer.finetune;

import java.io.IOException;

/**
 * Training cannot begin or go on; the message is a sentence for the user that names what is wrong.
 */
public final class FineTuneException extends IOException {
  private static final long serialVersionUID = 1L;

  public FineTuneException(String message) {
    super(message);
  }

  public FineTuneException(String message, Throwable cause) {
    super(message, cause);
  }
}
