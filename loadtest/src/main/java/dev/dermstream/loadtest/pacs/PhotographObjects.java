package dev.dermstream.loadtest.pacs;

import dev.dermstream.dicom.file.Tag;
import dev.dermstream.dicom.file.TransferSyntax;
import dev.dermstream.dicom.file.Vr;
import dev.dermstream.dicom.file.WritableDataSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Photographs as objects of VL Photographic Image Storage; each has a UID of its own. */
public final class PhotographObjects {
  private static final String PHOTOGRAPH = "1.2.840.10008.5.1.4.1.1.77.1.4";
  private static final String ROOT = "1.2.826.0.1.3680043.10.2.";
  private static final int PATIENT_NAME = 0x0010_0010;
  private static final int PATIENT_ID = 0x0010_0020;
  private static final int SERIES_NUMBER = 0x0020_0011;
  private static final int INSTANCE_NUMBER = 0x0020_0013;

  private final List<byte[]> photographs;
  private final int columns;
  private final int rows;
  private int studies;

  /** Of photographs as {@link Photographs#read} gives them. */
  PhotographObjects(List<byte[]> photographs) {
    this(photographs, Photographs.COLUMNS, Photographs.ROWS);
  }

  /** Of photographs that all have that size. */
  public PhotographObjects(List<byte[]> photographs, int columns, int rows) {
    this.photographs = List.copyOf(photographs);
    this.columns = columns;
    this.rows = rows;
  }

  /** Folders of objects, of one new study each, the photographs in turn. */
  List<Path> write(Path folder, int folders, int objectsEach) throws IOException {
    List<Path> written = new ArrayList<>();
    for (int i = 0; i < folders; i++) {
      written.add(writeStudy(folder.resolve("sender-" + i), objectsEach));
    }
    return written;
  }

  private Path writeStudy(Path folder, int objects) throws IOException {
    Files.createDirectories(folder);
    String study = ROOT + ++studies;
    for (int i = 0; i < objects; i++) {
      Files.write(folder.resolve("%05d.dcm".formatted(i)), object(photograph(i), study, i + 1));
    }
    return folder;
  }

  /** What the object of that place shows. */
  byte[] photograph(int index) {
    return photographs.get(index % photographs.size());
  }

  /** That photograph as the only object of a study. */
  public byte[] object(int index) {
    return object(photograph(index), ROOT + (index + 1), 1);
  }

  private byte[] object(byte[] jpeg, String study, int number) {
    return WritableDataSet.ascii()
        .uid(Tag.SOP_CLASS_UID, PHOTOGRAPH)
        .uid(Tag.SOP_INSTANCE_UID, study + ".1." + number)
        .uid(Tag.STUDY_INSTANCE_UID, study)
        .uid(Tag.SERIES_INSTANCE_UID, study + ".1")
        .text(PATIENT_NAME, Vr.PN, "NAME^NO")
        .text(PATIENT_ID, Vr.LO, "0")
        .text(SERIES_NUMBER, Vr.IS, "1")
        .text(INSTANCE_NUMBER, Vr.IS, String.valueOf(number))
        .text(Tag.MODALITY, Vr.CS, "XC")
        .unsignedShorts(Tag.SAMPLES_PER_PIXEL, 3)
        .text(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, "YBR_FULL_422")
        .unsignedShorts(Tag.PLANAR_CONFIGURATION, 0)
        .unsignedShorts(Tag.ROWS, rows)
        .unsignedShorts(Tag.COLUMNS, columns)
        .unsignedShorts(Tag.BITS_ALLOCATED, 8)
        .unsignedShorts(Tag.BITS_STORED, 8)
        .unsignedShorts(Tag.HIGH_BIT, 7)
        .unsignedShorts(Tag.PIXEL_REPRESENTATION, 0)
        .encapsulatedPixels(List.of(jpeg))
        .file(TransferSyntax.JPEG_BASELINE);
  }
}
