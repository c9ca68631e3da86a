package dev.dermstream.batch.screening;

import dev.dermstream.batch.v1.ImageOutcome;

/** Hears what one worker does. Thread-safe; must not block. */
public interface ScreeningListener {
  /** A file was taken up. */
  void began();

  /** A file was brought to an end, which is still to be noted. */
  void ended(ImageOutcome outcome);

  /** A file was given up; it waits in the ledger. */
  void gaveUp();

  /** The gateway failed to answer, for what reason. */
  void failed(String code);
}
