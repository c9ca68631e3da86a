package dev.dermstream.dicom.dimse;

/**
 * The data set of an N-ACTION or N-EVENT-REPORT.
 *
 * @param transferSyntax UID of how it is written
 * @param bytes not copied; empty if there is no data set
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on, compared nowhere.
public record Information(String transferSyntax, byte[] bytes) {}
