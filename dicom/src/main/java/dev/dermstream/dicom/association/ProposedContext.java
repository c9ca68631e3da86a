package dev.dermstream.dicom.association;

import java.util.List;

/**
 * A presentation context that a requestor offers (PS3.8, 9.3.2.2).
 *
 * @param id odd, from 1 to 255, once in an association
 * @param abstractSyntax UID of a SOP class; empty if what came was no UID
 * @param transferSyntaxes UIDs, at least one; those that were none are left out
 */
public record ProposedContext(int id, String abstractSyntax, List<String> transferSyntaxes) {
  static final int MAX_ID = 255;

  public ProposedContext {
    if (id < 1 || id > MAX_ID || id % 2 == 0) {
      throw new IllegalArgumentException("the identifier of a presentation context is odd");
    }
    transferSyntaxes = List.copyOf(transferSyntaxes);
  }
}
