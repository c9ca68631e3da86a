package dev.dermstream.dicom.association;

import java.util.List;

/**
 * User information of an association request or its answer (PS3.8 annex D, PS3.7 D.3.3).
 *
 * @param maxPduBytes longest P-DATA-TF that its sender takes; 0 for any
 * @param implementationClassUid of its sender's software; empty if it gave none
 * @param implementationVersion the same as a name of at most 16 characters; empty if it gave none
 * @param window whether an asynchronous operations window was said; here it is always 1 and 1
 * @param roles for SOP classes where they are not the usual ones
 */
record UserInformation(
    long maxPduBytes,
    String implementationClassUid,
    String implementationVersion,
    boolean window,
    List<RoleSelection> roles) {
  /** From a UUID, as PS3.5, B.2 allows. */
  private static final String OWN_CLASS_UID = "2.25.171292724041946795357541511085464989841";

  private static final String OWN_VERSION = "DERMSTREAM";

  UserInformation {
    roles = List.copyOf(roles);
  }

  static UserInformation own(long maxPduBytes, boolean window, List<RoleSelection> roles) {
    return new UserInformation(maxPduBytes, OWN_CLASS_UID, OWN_VERSION, window, roles);
  }

  /** What was said of a SOP class, or what holds if nothing was. */
  RoleSelection roles(String sopClass) {
    return roles.stream()
        .filter(selection -> selection.sopClass().equals(sopClass))
        .findFirst()
        .orElse(RoleSelection.usual(sopClass));
  }
}
