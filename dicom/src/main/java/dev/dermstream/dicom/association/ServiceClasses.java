package dev.dermstream.dicom.association;

import java.util.List;

/** What an acceptor serves, asked for each presentation context that is proposed. Thread-safe. */
@FunctionalInterface
public interface ServiceClasses {
  /**
   * UIDs of the transfer syntaxes that are taken for a SOP class, the most wanted first: of those
   * that are proposed that one is accepted. Empty if the SOP class is not served.
   *
   * @param abstractSyntax UID
   */
  List<String> transferSyntaxes(String abstractSyntax);

  /**
   * Whether the requestor of an association may be the provider of a SOP class, as one is that
   * brings the result of a storage commitment (PS3.4, J.3).
   */
  default boolean allowsProvider(String abstractSyntax) {
    return false;
  }
}
