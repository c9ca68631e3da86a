package dev.dermstream.pacs.ledger;

import dev.dermstream.dicom.file.DicomException;
import java.io.IOException;

/** The one way in behind every door. Thread-safe. */
public interface Reception {
  /** What came of an object that a door handed in. */
  sealed interface Reply {}

  /** It is on the disk and will end in one disposition; the door may acknowledge it. */
  record Stored(Receipt receipt, Identity identity) implements Reply {}

  /**
   * It is no DICOM object that can be kept, so it is not: the sender still has it and must be told.
   */
  record Refused(DicomException fault) implements Reply {}

  /**
   * Takes an object and returns when it is on the disk; to be called on a thread that may wait.
   *
   * @param part10 a whole DICOM Part 10 file, owned from now on and not changed any more
   * @throws IOException if it cannot be made durable, for example because the disk is full; the
   *     sender must be told to send it again
   */
  Reply receive(Origin origin, Terms terms, byte[] part10) throws IOException, InterruptedException;
}
