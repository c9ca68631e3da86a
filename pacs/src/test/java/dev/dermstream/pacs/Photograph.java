package dev.dermstream.pacs;

import dev.dermstream.dicom.file.Tag;
import dev.dermstream.dicom.file.TransferSyntax;
import dev.dermstream.dicom.file.Vr;
import dev.dermstream.dicom.file.WritableDataSet;

/** Small DICOM photographs of a patient whose every attribute holds the word {@link #CANARY}. */
public final class Photograph {
  public static final String CANARY = "CANARY";
  public static final String STUDY = "2.1";
  public static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.77.1.4";

  private static final int PATIENT_NAME = 0x0010_0010;
  private static final int PATIENT_ID = 0x0010_0020;
  private static final int SIDE = 2;

  private Photograph() {}

  /** A Part 10 file of 2 x 2 pixels of one colour. */
  public static byte[] file(String sopInstance, int color) {
    byte[] samples = new byte[3 * SIDE * SIDE];
    java.util.Arrays.fill(samples, (byte) color);
    return object(sopInstance)
        .unsignedShorts(Tag.SAMPLES_PER_PIXEL, 3)
        .text(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, "RGB")
        .unsignedShorts(Tag.PLANAR_CONFIGURATION, 0)
        .unsignedShorts(Tag.ROWS, SIDE)
        .unsignedShorts(Tag.COLUMNS, SIDE)
        .unsignedShorts(Tag.BITS_ALLOCATED, 8)
        .unsignedShorts(Tag.BITS_STORED, 8)
        .unsignedShorts(Tag.HIGH_BIT, 7)
        .unsignedShorts(Tag.PIXEL_REPRESENTATION, 0)
        .nativePixels(samples, 8)
        .file(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
  }

  /** As the other, without a picture in it. */
  public static byte[] withoutPixels(String sopInstance) {
    return object(sopInstance).file(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
  }

  private static WritableDataSet object(String sopInstance) {
    return WritableDataSet.ascii()
        .uid(Tag.SOP_CLASS_UID, SOP_CLASS)
        .uid(Tag.SOP_INSTANCE_UID, sopInstance)
        .uid(Tag.STUDY_INSTANCE_UID, STUDY)
        .uid(Tag.SERIES_INSTANCE_UID, STUDY + ".1")
        .text(Tag.MODALITY, Vr.CS, "XC")
        .text(Tag.BODY_PART_EXAMINED, Vr.CS, CANARY)
        .text(PATIENT_NAME, Vr.PN, CANARY + "^NAME")
        .text(PATIENT_ID, Vr.LO, CANARY + "-4711");
  }
}
