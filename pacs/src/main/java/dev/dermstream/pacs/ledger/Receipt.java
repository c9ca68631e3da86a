package dev.dermstream.pacs.ledger;

/**
 * Says that an object is on the disk.
 *
 * @param number of the arrival, growing, never given twice
 * @param standing what the object is among those that came before
 * @param first the arrival that stands for the SOP Instance UID; {@code number} if this one does
 * @param digest SHA-256 of transfer syntax and data set, by which two objects are the same, in
 *     lower-case hexadecimal
 */
public record Receipt(long number, Standing standing, long first, String digest) {
  /** What an object is among those that came before. */
  public enum Standing {
    /** The first of its SOP Instance UID, or one whose forerunners got no answer. */
    NEW,
    /** The same bytes came before. */
    DUPLICATE,
    /** Other bytes came before under the same UID; they stand. */
    CONFLICT
  }
}
