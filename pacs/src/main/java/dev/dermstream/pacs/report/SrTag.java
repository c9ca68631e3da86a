package dev.dermstream.pacs.report;

/** Tags of PS3.6 that a report is written with, beyond those of {@code dicom.file.Tag}. */
final class SrTag {
  static final int INSTANCE_CREATION_DATE = 0x0008_0012;
  static final int INSTANCE_CREATION_TIME = 0x0008_0013;
  static final int STUDY_DATE = 0x0008_0020;
  static final int ACQUISITION_DATE = 0x0008_0022;
  static final int CONTENT_DATE = 0x0008_0023;
  static final int STUDY_TIME = 0x0008_0030;
  static final int ACQUISITION_TIME = 0x0008_0032;
  static final int CONTENT_TIME = 0x0008_0033;
  static final int ACCESSION_NUMBER = 0x0008_0050;
  static final int MANUFACTURER = 0x0008_0070;
  static final int REFERRING_PHYSICIAN = 0x0008_0090;
  static final int CODING_SCHEME_IDENTIFICATION = 0x0008_0110;
  static final int CODING_SCHEME_NAME = 0x0008_0115;
  static final int CODING_SCHEME_ORGANIZATION = 0x0008_0116;
  static final int MAPPING_RESOURCE = 0x0008_0105;
  static final int TIMEZONE_OFFSET = 0x0008_0201;
  static final int STUDY_DESCRIPTION = 0x0008_1030;
  static final int SERIES_DESCRIPTION = 0x0008_103E;
  static final int MANUFACTURER_MODEL = 0x0008_1090;
  static final int REFERENCED_PPS = 0x0008_1111;
  static final int REFERENCED_SERIES = 0x0008_1115;
  static final int REFERENCED_SOP_CLASS = 0x0008_1150;
  static final int REFERENCED_SOP_INSTANCE = 0x0008_1155;
  static final int REFERENCED_FRAME = 0x0008_1160;
  static final int REFERENCED_SOP = 0x0008_1199;
  static final int PATIENT_NAME = 0x0010_0010;
  static final int PATIENT_ID = 0x0010_0020;
  static final int ISSUER_OF_PATIENT_ID = 0x0010_0021;
  static final int PATIENT_BIRTH_DATE = 0x0010_0030;
  static final int PATIENT_SEX = 0x0010_0040;
  static final int PATIENT_AGE = 0x0010_1010;
  static final int DEVICE_SERIAL = 0x0018_1000;
  static final int SOFTWARE_VERSIONS = 0x0018_1020;
  static final int STUDY_ID = 0x0020_0010;
  static final int SERIES_NUMBER = 0x0020_0011;
  static final int INSTANCE_NUMBER = 0x0020_0013;
  static final int MEASUREMENT_UNITS = 0x0040_08EA;
  static final int RELATIONSHIP = 0x0040_A010;
  static final int VALUE_TYPE = 0x0040_A040;
  static final int CONCEPT_NAME = 0x0040_A043;
  static final int CONTINUITY = 0x0040_A050;
  static final int DATE = 0x0040_A121;
  static final int TIME = 0x0040_A122;
  static final int UID = 0x0040_A124;
  static final int TEXT = 0x0040_A160;
  static final int CONCEPT_CODE = 0x0040_A168;
  static final int MEASURED_VALUE = 0x0040_A300;
  static final int NUMERIC_VALUE = 0x0040_A30A;
  static final int PERFORMED_PROCEDURE = 0x0040_A372;
  static final int EVIDENCE = 0x0040_A375;
  static final int COMPLETION = 0x0040_A491;
  static final int COMPLETION_DESCRIPTION = 0x0040_A492;
  static final int VERIFICATION = 0x0040_A493;
  static final int PRELIMINARY = 0x0040_A496;
  static final int CONTENT_TEMPLATE = 0x0040_A504;
  static final int CONTENT = 0x0040_A730;
  static final int TEMPLATE_IDENTIFIER = 0x0040_DB00;
  static final int GRAPHIC_DATA = 0x0070_0022;
  static final int GRAPHIC_TYPE = 0x0070_0023;

  private SrTag() {}
}
