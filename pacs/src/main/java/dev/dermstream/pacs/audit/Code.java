package dev.dermstream.pacs.audit;

/** A code of the standard's audit vocabulary (PS3.16, CID 400 to 404). */
record Code(String value, String scheme, String meaning) {
  static final Code APPLICATION_ACTIVITY = dicom("110100", "Application Activity");
  static final Code BEGIN_TRANSFER = dicom("110102", "Begin Transferring DICOM Instances");
  static final Code TRANSFERRED = dicom("110104", "DICOM Instances Transferred");
  static final Code EXPORT = dicom("110106", "Export");
  static final Code IMPORT = dicom("110107", "Import");
  static final Code SECURITY_ALERT = dicom("110113", "Security Alert");

  static final Code APPLICATION_START = dicom("110120", "Application Start");
  static final Code APPLICATION_STOP = dicom("110121", "Application Stop");
  static final Code NODE_AUTHENTICATION = dicom("110126", "Node Authentication");

  static final Code APPLICATION = dicom("110150", "Application");
  static final Code DESTINATION = dicom("110152", "Destination Role ID");
  static final Code SOURCE = dicom("110153", "Source Role ID");
  static final Code DESTINATION_MEDIA = dicom("110154", "Destination Media");
  static final Code SOURCE_MEDIA = dicom("110155", "Source Media");

  static final Code STUDY_INSTANCE_UID = dicom("110180", "Study Instance UID");
  static final Code NODE_ID = dicom("110182", "Node ID");
  static final Code PATIENT_NUMBER = new Code("2", "RFC-3881", "Patient Number");
  static final Code APPLICATION_SERVER = new Code("4", "RFC-3881", "Application Server");

  private static Code dicom(String value, String meaning) {
    return new Code(value, "DCM", meaning);
  }
}
