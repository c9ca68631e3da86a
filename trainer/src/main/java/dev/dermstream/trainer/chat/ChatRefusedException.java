package dev.dermstream.trainer.chat;

import java.io.IOException;

/** The endpoint will answer no question as it is asked; the message says why. */
public final class ChatRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  ChatRefusedException(String message) {
    super(message);
  }
}
