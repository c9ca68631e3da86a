package dev.dermstream.dicom.privacy;

import dev.dermstream.dicom.file.DataSet;
import dev.dermstream.dicom.file.DermatologyAttributes;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomImage;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.Photometric;
import dev.dermstream.dicom.file.Tag;
import dev.dermstream.dicom.file.TransferSyntax;
import dev.dermstream.dicom.file.Vr;
import dev.dermstream.dicom.file.WritableDataSet;
import dev.dermstream.platform.digest.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The Basic Application Level Confidentiality Profile (PS3.15, annex E) for pictures that are kept
 * for training. Stricter than its table: what is not named here goes, be it private, retired, an
 * overlay, or an attribute that the table has never heard of; of a multi-frame object only the
 * frame that is screened stays. Of what stays, texts are keywords and codes of the standard, with
 * the standard's meanings; attributes that must be there are empty (Z) or dummies (D); UIDs and the
 * Patient ID are pseudonyms under the site's key (U), so that the pictures of a study and of a
 * person stay together and a training set can be divided by person; dates are gone.
 *
 * <p>Photographs and dermoscopic images stay what they are, as far as their pixels and modality are
 * what these classes ask for; all others become Secondary Captures. Pixels are not cleaned of what
 * is burned into them: {@link TrainingCopy#burnedIn} tells what the file says of that, and a person
 * must look where it says nothing.
 *
 * <p>Thread-safe.
 */
public final class Deidentifier {
  private static final String PHOTOGRAPH = "1.2.840.10008.5.1.4.1.1.77.1.4";

  private static final int IMAGE_TYPE = 0x0008_0008;
  private static final int CONVERSION_TYPE = 0x0008_0064;
  private static final int PATIENT_ID = 0x0010_0020;
  private static final int ISSUER_OF_PATIENT_ID = 0x0010_0021;
  private static final int IDENTITY_REMOVED = 0x0012_0062;
  private static final int METHOD = 0x0012_0063;
  private static final int METHOD_CODES = 0x0012_0064;
  private static final int TIMES_MODIFIED = 0x0028_0303;
  private static final int ACQUISITION_CONTEXT = 0x0040_0555;

  private static final Set<Integer> READ_TOO =
      Set.of(
          IMAGE_TYPE,
          CONVERSION_TYPE,
          PATIENT_ID,
          ISSUER_OF_PATIENT_ID,
          Dermoscopy.RECOGNIZABLE_FEATURES,
          Dermoscopy.FRAME_OF_REFERENCE);

  private static final Pattern IMAGE_TYPES =
      Pattern.compile("(ORIGINAL|DERIVED)\\\\(PRIMARY|SECONDARY)(\\\\.*)?");

  private static final Set<String> CONVERSIONS =
      Set.of("DV", "DI", "DF", "WSD", "SD", "SI", "DRW", "SYN");

  private static final Set<String> MODALITIES =
      Set.of("XC", "DMS", "GM", "SM", "ES", "OT", "US", "OP", "OCT", "CR", "DX", "CT", "MR");

  private final Pseudonyms pseudonyms;

  public Deidentifier(Pseudonyms pseudonyms) {
    this.pseudonyms = pseudonyms;
  }

  /**
   * Makes a copy to keep.
   *
   * @param part10 a whole DICOM Part 10 file, not changed
   * @throws DicomException if the picture cannot be read, or its frame cannot be proven free of
   *     what does not belong to it
   */
  public TrainingCopy copy(byte[] part10, DicomLimits limits) throws DicomException {
    try (DicomFile original = DicomFile.open(new ByteArrayInputStream(part10), limits, READ_TOO)) {
      DicomImage image = original.image();
      byte[] frame = CleanFrame.of(image, original.frame(image));
      WritableDataSet copy = WritableDataSet.ascii();
      String instance = uid(original.attributes(), Tag.SOP_INSTANCE_UID, part10);
      copy.uid(Tag.SOP_INSTANCE_UID, instance);
      for (int tag : new int[] {Tag.STUDY_INSTANCE_UID, Tag.SERIES_INSTANCE_UID}) {
        copy.uid(tag, uid(original.attributes(), tag, part10));
      }
      person(original.attributes(), copy);
      empty(copy);
      String sopClass = sopClass(original.attributes(), image);
      picture(original, sopClass, copy);
      if (sopClass.equals(Dermoscopy.SOP_CLASS)) {
        String frames = uid(original.attributes(), Dermoscopy.FRAME_OF_REFERENCE, part10);
        Dermoscopy.put(original.attributes(), frames, copy);
      }
      LossyHistory.put(image, frame, copy);
      PixelAttributes.put(image, frame, copy);
      testimony(copy);
      return new TrainingCopy(
          copy.file(PixelAttributes.syntax(image)),
          instance,
          Sha256.hex(frame),
          burnedIn(original.attributes()).equals("YES"));
    } catch (IOException e) {
      throw new UncheckedIOException("an array does not fail", e);
    }
  }

  /** Where a broken object lacks one, it belongs to nothing but itself. */
  private String uid(DataSet from, int tag, byte[] part10) {
    String original = from.text(tag);
    return pseudonyms.uid(original.isEmpty() ? Tag.text(tag) + Sha256.hex(part10) : original);
  }

  private void person(DataSet from, WritableDataSet to) {
    String id = from.text(PATIENT_ID);
    String token =
        id.isEmpty()
            ? ""
            : pseudonyms.token("patient", from.text(ISSUER_OF_PATIENT_ID) + "\\" + id);
    to.text(PATIENT_ID, Vr.LO, token);
  }

  /** Type 2 of every image: there, and without value. */
  private static void empty(WritableDataSet to) {
    to.text(0x0008_0020, Vr.DA) // Study Date
        .text(0x0008_0030, Vr.TM) // Study Time
        .text(0x0008_0050, Vr.SH) // Accession Number
        .text(0x0008_0070, Vr.LO) // Manufacturer
        .text(0x0008_0090, Vr.PN) // Referring Physician's Name
        .text(0x0010_0010, Vr.PN) // Patient's Name
        .text(0x0010_0030, Vr.DA) // Patient's Birth Date
        .text(0x0010_0040, Vr.CS) // Patient's Sex
        .text(0x0020_0010, Vr.SH) // Study ID
        .text(0x0020_0011, Vr.IS) // Series Number
        .text(0x0020_0013, Vr.IS) // Instance Number
        .text(0x0020_0020, Vr.CS); // Patient Orientation
  }

  private static void picture(DicomFile original, String sopClass, WritableDataSet to) {
    DataSet from = original.attributes();
    String type = from.text(IMAGE_TYPE);
    String[] types =
        IMAGE_TYPES.matcher(type).matches()
            ? type.split("\\\\", -1)
            : new String[] {"DERIVED", "SECONDARY"};
    to.text(IMAGE_TYPE, Vr.CS, types[0], types[1]);
    to.uid(Tag.SOP_CLASS_UID, sopClass)
        .text(Tag.MODALITY, Vr.CS, modality(from.text(Tag.MODALITY), sopClass));
    if (sopClass.equals(PixelsOnly.SECONDARY_CAPTURE)) {
      String conversion = from.text(CONVERSION_TYPE);
      to.text(CONVERSION_TYPE, Vr.CS, CONVERSIONS.contains(conversion) ? conversion : "WSD");
    } else {
      to.sequence(ACQUISITION_CONTEXT);
    }
    Anatomy.put(from, to);
    laterality(original.dermatology(), to);
    if (Set.of("YES", "NO").contains(burnedIn(from))) {
      to.text(PixelsOnly.BURNED_IN_ANNOTATION, Vr.CS, burnedIn(from));
    }
  }

  /** The one that the class asks for, or one of the standard's. */
  private static String modality(String original, String sopClass) {
    return switch (sopClass) {
      case PHOTOGRAPH -> "XC";
      case Dermoscopy.SOP_CLASS -> Dermoscopy.MODALITY;
      default -> MODALITIES.contains(original) ? original : "OT";
    };
  }

  private static String burnedIn(DataSet from) {
    return from.text(PixelsOnly.BURNED_IN_ANNOTATION);
  }

  /** That of a photograph, if the picture is one that such an object may hold (PS3.3, C.8.12.1). */
  private static String sopClass(DataSet from, DicomImage image) {
    String original = from.text(Tag.SOP_CLASS_UID);
    Photometric photometric = image.photometric();
    boolean visible =
        image.bitsStored() == Byte.SIZE
            && image.bitsAllocated() == Byte.SIZE
            && !image.signed()
            && photometric != Photometric.MONOCHROME1
            && photometric != Photometric.PALETTE_COLOR
            && photometric != Photometric.YBR_FULL
            && (photometric != Photometric.YBR_FULL_422
                || image.syntax().coding() != TransferSyntax.PixelCoding.NATIVE);
    // A photograph's modality is XC alone (A.32.4), and dermoscopy must be known for what it is.
    boolean photograph =
        original.equals(Dermoscopy.SOP_CLASS)
            || (original.equals(PHOTOGRAPH)
                && !from.text(Tag.MODALITY).equals(Dermoscopy.MODALITY));
    return photograph && visible ? original : PixelsOnly.SECONDARY_CAPTURE;
  }

  private static void laterality(DermatologyAttributes known, WritableDataSet to) {
    known
        .laterality()
        .ifPresentOrElse(
            side -> to.text(Tag.IMAGE_LATERALITY, Vr.CS, side.name().substring(0, 1)),
            () -> to.text(Tag.LATERALITY, Vr.CS));
  }

  /** What was done, as PS3.15, E.1.1 wants it said. */
  private static void testimony(WritableDataSet to) {
    to.text(IDENTITY_REMOVED, Vr.CS, "YES")
        .text(METHOD, Vr.LO, "Allow-list, stricter than PS3.15 Table E.1-1")
        .item(
            METHOD_CODES,
            code ->
                code.text(Tag.CODE_VALUE, Vr.SH, "113100")
                    .text(Tag.CODING_SCHEME, Vr.SH, "DCM")
                    .text(Tag.CODE_MEANING, Vr.LO, "Basic Application Confidentiality Profile"))
        .text(TIMES_MODIFIED, Vr.CS, "REMOVED");
  }
}
