package dev.dermstream.pacs.delivery;

/**
 * What is sent to a destination. It is always the same, however often it is sent, and carries an
 * identity of its own (SOP Instance, Bundle or Transaction UID), so that a receiver which gets it
 * twice knows it again. Arrays are shared and not changed.
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
public sealed interface Parcel {
  /** A DICOM object, a whole Part 10 file. */
  record DicomObject(String sopClass, String sopInstance, String transferSyntax, byte[] part10)
      implements Parcel {}

  /** A FHIR R4 transaction Bundle as JSON in UTF-8, whose entries are created conditionally. */
  record FhirBundle(byte[] json) implements Parcel {}

  /**
   * A report of Storage Commitment (PS3.4 J.3.3): an N-EVENT-REPORT.
   *
   * @param eventType 1 all is committed, 2 something is not
   * @param dataSet event information in implicit VR little endian
   */
  record Commitment(String transaction, int eventType, byte[] dataSet) implements Parcel {}
}
