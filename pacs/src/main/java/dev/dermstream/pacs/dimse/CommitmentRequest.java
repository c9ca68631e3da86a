package dev.dermstream.pacs.dimse;

import dev.dermstream.dicom.file.DataSet;
import dev.dermstream.dicom.file.DicomDataSets;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.Tag;
import dev.dermstream.dicom.file.Uid;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is asked for by an N-ACTION of the Storage Commitment Push Model (PS3.4 Table J.3-1).
 *
 * @param transaction valid UID
 * @param references at least one
 */
public record CommitmentRequest(String transaction, List<Reference> references) {
  /** Storage Commitment Push Model SOP Class. */
  public static final String SOP_CLASS = StorageClasses.COMMITMENT;

  /** The one instance of it, well known (PS3.4 J.3.5). */
  public static final String SOP_INSTANCE = "1.2.840.10008.1.20.1.1";

  static final int TRANSACTION_UID = 0x0008_1195;
  static final int REFERENCED_SOP_CLASS = 0x0008_1150;
  static final int REFERENCED_SOP_INSTANCE = 0x0008_1155;

  /** An object, by valid UIDs. */
  public record Reference(String sopClass, String sopInstance) {}

  public CommitmentRequest {
    references = List.copyOf(references);
  }

  /**
   * Reads a data set.
   *
   * @param transferSyntax UID of how it is written
   * @throws DicomException if it is no such request
   */
  public static CommitmentRequest read(byte[] dataSet, String transferSyntax)
      throws DicomException {
    try {
      return of(
          DicomDataSets.read(
              new ByteArrayInputStream(dataSet),
              transferSyntax,
              DicomLimits.ofPixels(1),
              Set.of(TRANSACTION_UID, Tag.REFERENCED_SOP_SEQUENCE)));
    } catch (IOException e) {
      throw new DicomException(DicomFault.STRUCTURE_CORRUPT, "The data set cannot be read.", e);
    }
  }

  private static CommitmentRequest of(DataSet attributes) throws DicomException {
    List<Reference> references = new ArrayList<>();
    for (DataSet item : attributes.items(Tag.REFERENCED_SOP_SEQUENCE)) {
      references.add(
          new Reference(uid(item, REFERENCED_SOP_CLASS), uid(item, REFERENCED_SOP_INSTANCE)));
    }
    if (references.isEmpty()) {
      throw attributes.malformed(Tag.REFERENCED_SOP_SEQUENCE);
    }
    return new CommitmentRequest(uid(attributes, TRANSACTION_UID), references);
  }

  private static String uid(DataSet from, int tag) throws DicomException {
    String uid = from.text(tag);
    if (!Uid.isValid(uid)) {
      throw from.malformed(tag);
    }
    return uid;
  }
}
