package dev.dermstream.dicom.file;

/**
 * What a DICOM object calls itself; each a valid UID.
 *
 * @param studyInstance empty if the object does not say
 * @param seriesInstance empty if the object does not say
 * @param transferSyntax how the data set is written
 * @param dataSetOffset where the data set begins, behind the file meta information
 */
public record ObjectIdentity(
    String sopClass,
    String sopInstance,
    String studyInstance,
    String seriesInstance,
    String transferSyntax,
    long dataSetOffset) {}
