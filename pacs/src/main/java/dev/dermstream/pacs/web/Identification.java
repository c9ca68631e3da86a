package dev.dermstream.pacs.web;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.pacs.ledger.Identity;

/** Reads what an object calls itself. Thread-safe. */
@FunctionalInterface
public interface Identification {
  /**
   * @param part10 not changed
   * @throws DicomException if it cannot be told
   */
  Identity of(byte[] part10) throws DicomException;
}
