package dev.dermstream.dicom.dimse;

/**
 * An N-EVENT-REPORT-RQ (PS3.7, 10.1.1), for example the result of storage commitment (PS3.4,
 * J.3.3).
 *
 * @param sopClass valid UID
 * @param sopInstance valid UID
 * @param eventType 0 to 0xFFFF
 * @param information its data set
 */
public record EventReport(
    String sopClass, String sopInstance, int eventType, Information information) {}
