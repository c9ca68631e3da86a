package dev.dermstream.pacs.screening;

/** The hospital has confirmed no code for a class that was answered. */
public final class UnmappedClassException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnmappedClassException(String message) {
    super(message);
  }
}
