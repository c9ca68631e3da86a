package dev.dermstream.dicom.dimse;

/** Kinds of requests (PS3.7, E.1); a response has the highest bit besides. */
final class CommandField {
  static final int STORE = 0x0001;
  static final int ECHO = 0x0030;
  static final int EVENT_REPORT = 0x0100;
  static final int ACTION = 0x0130;
  static final int CANCEL = 0x0FFF;
  static final int RESPONSE = 0x8000;

  private CommandField() {}
}
