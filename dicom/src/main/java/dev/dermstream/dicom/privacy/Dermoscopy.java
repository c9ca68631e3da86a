package dev.dermstream.dicom.privacy;

import dev.dermstream.dicom.file.DataSet;
import dev.dermstream.dicom.file.Vr;
import dev.dermstream.dicom.file.WritableDataSet;

/** What a Dermoscopic Photography Image must have beside a photograph (PS3.3, A.32.11). */
final class Dermoscopy {
  static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.77.1.7";
  static final String MODALITY = "DMS";
  static final int FRAME_OF_REFERENCE = 0x0020_0052;
  static final int RECOGNIZABLE_FEATURES = 0x0028_0302;

  /** In place of what a device says of itself (action code D). */
  private static final String DUMMY = "REMOVED";

  private Dermoscopy() {}

  /**
   * Adds it, empty or as a dummy, but for whether a person could be recognised.
   *
   * @param frameOfReference a pseudonym
   */
  static void put(DataSet from, String frameOfReference, WritableDataSet to) {
    boolean none = from.text(RECOGNIZABLE_FEATURES).equals("NO");
    to.text(RECOGNIZABLE_FEATURES, Vr.CS, none ? "NO" : "YES")
        .text(0x0016_1001, Vr.CS) // Light Source Polarization
        .text(0x0016_1002, Vr.DS) // Emitter Color Temperature
        .text(0x0016_1003, Vr.CS) // Contact Method
        .text(0x0016_1005, Vr.DS) // Optical Magnification Factor
        .uid(FRAME_OF_REFERENCE, frameOfReference)
        .text(0x0020_1040, Vr.LO); // Position Reference Indicator
    for (int device : new int[] {0x0008_0070, 0x0008_1090, 0x0018_1000, 0x0018_1020}) {
      to.text(device, Vr.LO, DUMMY);
    }
  }
}
