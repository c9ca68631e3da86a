package dev.dermstream.dicom.association;

/**
 * Which roles the requestor of an association has for a SOP class (PS3.7, D.3.3.4).
 *
 * @param sopClass UID
 * @param user whether the requestor may be the service class user, which it is by default
 * @param provider whether it may be the provider, which it is not by default
 */
public record RoleSelection(String sopClass, boolean user, boolean provider) {
  /** What holds where nothing was said. */
  static RoleSelection usual(String sopClass) {
    return new RoleSelection(sopClass, true, false);
  }
}
