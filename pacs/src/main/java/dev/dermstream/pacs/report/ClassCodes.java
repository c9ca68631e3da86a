package dev.dermstream.pacs.report;

/** The codes of one profile's classes. */
@FunctionalInterface
interface ClassCodes {
  /**
   * @throws UnmappedClassException if the hospital confirmed none for it
   */
  Code of(int idCode) throws UnmappedClassException;
}
