package dev.dermstream.dicom.association;

/**
 * What an acceptor says to a presentation context (PS3.8, 9.3.3.2).
 *
 * @param transferSyntax has a meaning only if accepted
 */
record ContextAnswer(int id, int result, String transferSyntax) {
  static final int ACCEPTED = 0;
  static final int USER_REJECTION = 1;
  static final int ABSTRACT_SYNTAX_NOT_SUPPORTED = 3;
  static final int TRANSFER_SYNTAXES_NOT_SUPPORTED = 4;

  boolean accepted() {
    return result == ACCEPTED;
  }
}
