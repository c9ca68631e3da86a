package dev.dermstream.dicom.file;

/** What names this software in files and associations (PS3.7, D.3.3.2). */
public final class Implementation {
  /** Implementation Class UID, made of a UUID (PS3.5, B.2). */
  public static final String CLASS_UID = "2.25.67461319596625620120940344117407584560";

  /** Implementation Version Name. */
  public static final String VERSION_NAME = "DERMSTREAM";

  private Implementation() {}
}
