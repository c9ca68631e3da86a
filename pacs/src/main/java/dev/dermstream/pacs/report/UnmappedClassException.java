package dev.dermstream.pacs.report;

/** A report names a class for which the hospital confirmed no code, so none is written. */
public final class UnmappedClassException extends Exception {
  private static final long serialVersionUID = 1L;

  UnmappedClassException(String profile, int idCode) {
    super("the code map has no code for class %d of profile %s".formatted(idCode, profile));
  }
}
