package dev.dermstream.dicom.dimse;

import dev.dermstream.dicom.association.AssociationInfo;

/**
 * An object that is about to be sent (PS3.7, 9.1.1).
 *
 * @param association on which it comes
 * @param sopClass valid UID
 * @param sopInstance valid UID
 * @param transferSyntax valid UID of how its data set is written
 * @param moveOriginator AE title of who had it sent by C-MOVE; empty if nobody had
 */
public record StoreRequest(
    AssociationInfo association,
    String sopClass,
    String sopInstance,
    String transferSyntax,
    String moveOriginator) {}
