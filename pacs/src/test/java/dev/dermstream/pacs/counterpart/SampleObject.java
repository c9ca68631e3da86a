package dev.dermstream.pacs.counterpart;

import dev.dermstream.dicom.file.Tag;
import dev.dermstream.dicom.file.TransferSyntax;
import dev.dermstream.dicom.file.Vr;
import dev.dermstream.dicom.file.WritableDataSet;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A small picture as a hospital's camera makes it, with a patient in it.
 *
 * @param shade of all its pixels, 0 to 255, by which two objects of one UID differ
 */
public record SampleObject(String study, String series, String sopInstance, int shade) {
  /** VL Photographic Image Storage. */
  public static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.77.1.4";

  /** Must be found in no output. */
  public static final String PATIENT = "CANARY^SKIN";

  private static final int PATIENT_NAME = 0x0010_0010;
  private static final int PATIENT_ID = 0x0010_0020;
  private static final String ROOT = "2.25.7100" + System.nanoTime() + ".";
  private static final AtomicLong NEXT = new AtomicLong(1);
  private static final int SIDE = 8;

  /** The first of a study of its own. */
  public static SampleObject fresh() {
    return ofStudy(uid());
  }

  public static SampleObject ofStudy(String study) {
    return new SampleObject(study, study + ".1", uid(), 100);
  }

  public static String uid() {
    return ROOT + NEXT.getAndIncrement();
  }

  /** Other bytes under the same UIDs. */
  public SampleObject altered() {
    return new SampleObject(study, series, sopInstance, shade + 1);
  }

  /** The whole file. */
  public byte[] part10() {
    return dataSet().file(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
  }

  private WritableDataSet dataSet() {
    byte[] pixels = new byte[SIDE * SIDE * 3];
    Arrays.fill(pixels, (byte) shade);
    return WritableDataSet.ascii()
        .uid(Tag.SOP_CLASS_UID, SOP_CLASS)
        .uid(Tag.SOP_INSTANCE_UID, sopInstance)
        .uid(Tag.STUDY_INSTANCE_UID, study)
        .uid(Tag.SERIES_INSTANCE_UID, series)
        .text(Tag.MODALITY, Vr.CS, "XC")
        .text(PATIENT_NAME, Vr.PN, PATIENT)
        .text(PATIENT_ID, Vr.LO, "CANARY-1")
        .unsignedShorts(Tag.SAMPLES_PER_PIXEL, 3)
        .text(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, "RGB")
        .unsignedShorts(Tag.PLANAR_CONFIGURATION, 0)
        .unsignedShorts(Tag.ROWS, SIDE)
        .unsignedShorts(Tag.COLUMNS, SIDE)
        .unsignedShorts(Tag.BITS_ALLOCATED, 8)
        .unsignedShorts(Tag.BITS_STORED, 8)
        .unsignedShorts(Tag.HIGH_BIT, 7)
        .unsignedShorts(Tag.PIXEL_REPRESENTATION, 0)
        .nativePixels(pixels, 8);
  }
}
