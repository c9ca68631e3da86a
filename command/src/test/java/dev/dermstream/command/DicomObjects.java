package dev.dermstream.command;

import dev.dermstream.dicom.file.Tag;
import dev.dermstream.dicom.file.TransferSyntax;
import dev.dermstream.dicom.file.Vr;
import dev.dermstream.dicom.file.WritableDataSet;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** The samples' photographs as DICOM objects of a patient whose every attribute is a canary. */
final class DicomObjects {
  /** Must be found in no output of the system but the reports to the hospital. */
  static final String CANARY = "QUXCANARY";

  private static final String PHOTOGRAPH = "1.2.840.10008.5.1.4.1.1.77.1.4";
  private static final int STUDY_DATE = 0x0008_0020;
  private static final int ACCESSION_NUMBER = 0x0008_0050;
  private static final int REFERRING_PHYSICIAN = 0x0008_0090;
  private static final int STUDY_DESCRIPTION = 0x0008_1030;
  private static final int PATIENT_NAME = 0x0010_0010;
  private static final int PATIENT_ID = 0x0010_0020;
  private static final int PATIENT_BIRTH_DATE = 0x0010_0030;
  private static final int PATIENT_SEX = 0x0010_0040;
  private static final int PATIENT_COMMENTS = 0x0010_4000;
  private static final int STUDY_ID = 0x0020_0010;
  private static final int SERIES_NUMBER = 0x0020_0011;
  private static final int INSTANCE_NUMBER = 0x0020_0013;

  private DicomObjects() {}

  /**
   * Writes objects of one study, the samples' photographs one after another.
   *
   * @param study UID, of which those of series and instances are made
   * @return SOP Instance UIDs in order
   */
  static List<String> write(Path folder, String study, int count) throws IOException {
    List<Path> photographs = photographs();
    Files.createDirectories(folder);
    java.util.ArrayList<String> uids = new java.util.ArrayList<>();
    for (int i = 0; i < count; i++) {
      String uid = study + ".1." + (i + 1);
      Files.write(
          folder.resolve("%05d.dcm".formatted(i)),
          object(photographs.get(i % photographs.size()), study, uid, i + 1));
      uids.add(uid);
    }
    return uids;
  }

  private static List<Path> photographs() throws IOException {
    try (Stream<Path> files = Files.list(Repository.root().resolve("samples"))) {
      return files.filter(file -> file.toString().endsWith("-01.jpg")).sorted().toList();
    }
  }

  private static byte[] object(Path jpeg, String study, String uid, int number) throws IOException {
    BufferedImage picture = ImageIO.read(jpeg.toFile());
    return WritableDataSet.ascii()
        .uid(Tag.SOP_CLASS_UID, PHOTOGRAPH)
        .uid(Tag.SOP_INSTANCE_UID, uid)
        .uid(Tag.STUDY_INSTANCE_UID, study)
        .uid(Tag.SERIES_INSTANCE_UID, study + ".1")
        .text(STUDY_DATE, Vr.DA, "20260301")
        .text(ACCESSION_NUMBER, Vr.SH, CANARY)
        .text(REFERRING_PHYSICIAN, Vr.PN, CANARY + "^DOCTOR")
        .text(STUDY_DESCRIPTION, Vr.LO, CANARY + " DESCRIPTION")
        .text(PATIENT_NAME, Vr.PN, CANARY + "^NAME")
        .text(PATIENT_ID, Vr.LO, CANARY + "-4711")
        .text(PATIENT_BIRTH_DATE, Vr.DA, "19010203")
        .text(PATIENT_SEX, Vr.CS, "F")
        .text(PATIENT_COMMENTS, Vr.LT, CANARY + " COMMENT")
        .text(STUDY_ID, Vr.SH, CANARY)
        .text(SERIES_NUMBER, Vr.IS, "1")
        .text(INSTANCE_NUMBER, Vr.IS, String.valueOf(number))
        .text(Tag.MODALITY, Vr.CS, "XC")
        .unsignedShorts(Tag.SAMPLES_PER_PIXEL, 3)
        .text(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, "YBR_FULL_422")
        .unsignedShorts(Tag.PLANAR_CONFIGURATION, 0)
        .unsignedShorts(Tag.ROWS, picture.getHeight())
        .unsignedShorts(Tag.COLUMNS, picture.getWidth())
        .unsignedShorts(Tag.BITS_ALLOCATED, 8)
        .unsignedShorts(Tag.BITS_STORED, 8)
        .unsignedShorts(Tag.HIGH_BIT, 7)
        .unsignedShorts(Tag.PIXEL_REPRESENTATION, 0)
        .encapsulatedPixels(List.of(Files.readAllBytes(jpeg)))
        .file(TransferSyntax.JPEG_BASELINE);
  }
}
