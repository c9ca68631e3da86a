package dev.dermstream.dicom.dimse;

import dev.dermstream.dicom.association.AssociationInfo;

/**
 * An N-ACTION-RQ (PS3.7, 10.1.4), for example a request for storage commitment (PS3.4, J.3.2).
 *
 * @param association on which it comes
 * @param sopClass valid UID
 * @param sopInstance valid UID
 * @param actionType 0 to 0xFFFF
 * @param information its data set
 */
public record ActionRequest(
    AssociationInfo association,
    String sopClass,
    String sopInstance,
    int actionType,
    Information information) {}
