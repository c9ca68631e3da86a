package dev.dermstream.dicom.file;

import java.util.Locale;
import java.util.Set;

/** Attribute tags as {@code group << 16 | element} (PS3.6), and which of them are kept. */
public final class Tag {
  public static final int META_LENGTH = 0x0002_0000;
  public static final int META_VERSION = 0x0002_0001;
  public static final int MEDIA_SOP_CLASS_UID = 0x0002_0002;
  public static final int MEDIA_SOP_INSTANCE_UID = 0x0002_0003;
  public static final int TRANSFER_SYNTAX_UID = 0x0002_0010;
  public static final int IMPLEMENTATION_CLASS_UID = 0x0002_0012;
  public static final int IMPLEMENTATION_VERSION_NAME = 0x0002_0013;
  public static final int SPECIFIC_CHARACTER_SET = 0x0008_0005;
  public static final int SOP_CLASS_UID = 0x0008_0016;
  public static final int SOP_INSTANCE_UID = 0x0008_0018;
  public static final int MODALITY = 0x0008_0060;
  public static final int CODE_VALUE = 0x0008_0100;
  public static final int CODING_SCHEME = 0x0008_0102;
  public static final int CODE_MEANING = 0x0008_0104;
  public static final int FAILED_SOP_SEQUENCE = 0x0008_1198;
  public static final int REFERENCED_SOP_SEQUENCE = 0x0008_1199;
  public static final int ANATOMIC_REGION = 0x0008_2218;
  public static final int ANATOMIC_REGION_MODIFIER = 0x0008_2220;
  public static final int BODY_PART_EXAMINED = 0x0018_0015;
  public static final int STUDY_INSTANCE_UID = 0x0020_000D;
  public static final int SERIES_INSTANCE_UID = 0x0020_000E;
  public static final int LATERALITY = 0x0020_0060;
  public static final int IMAGE_LATERALITY = 0x0020_0062;
  public static final int SAMPLES_PER_PIXEL = 0x0028_0002;
  public static final int PHOTOMETRIC_INTERPRETATION = 0x0028_0004;
  public static final int PLANAR_CONFIGURATION = 0x0028_0006;
  public static final int NUMBER_OF_FRAMES = 0x0028_0008;
  public static final int ROWS = 0x0028_0010;
  public static final int COLUMNS = 0x0028_0011;
  public static final int BITS_ALLOCATED = 0x0028_0100;
  public static final int BITS_STORED = 0x0028_0101;
  public static final int HIGH_BIT = 0x0028_0102;
  public static final int PIXEL_REPRESENTATION = 0x0028_0103;
  public static final int WINDOW_CENTER = 0x0028_1050;
  public static final int WINDOW_WIDTH = 0x0028_1051;
  public static final int RESCALE_INTERCEPT = 0x0028_1052;
  public static final int RESCALE_SLOPE = 0x0028_1053;
  public static final int VOI_LUT_FUNCTION = 0x0028_1056;

  /** Descriptors of red, green and blue follow one another; so do their data. */
  public static final int RED_PALETTE_DESCRIPTOR = 0x0028_1101;

  public static final int RED_PALETTE_DATA = 0x0028_1201;
  public static final int MODALITY_LUT_SEQUENCE = 0x0028_3000;
  public static final int LUT_DESCRIPTOR = 0x0028_3002;
  public static final int LUT_DATA = 0x0028_3006;
  public static final int VOI_LUT_SEQUENCE = 0x0028_3010;
  public static final int REPRESENTATIVE_FRAME = 0x0028_6010;
  public static final int SHARED_FUNCTIONAL_GROUPS = 0x5200_9229;
  public static final int EXTENDED_OFFSET_TABLE = 0x7FE0_0001;
  public static final int FLOAT_PIXELS = 0x7FE0_0008;
  public static final int DOUBLE_PIXELS = 0x7FE0_0009;
  public static final int PIXEL_DATA = 0x7FE0_0010;
  public static final int ITEM = 0xFFFE_E000;
  public static final int ITEM_END = 0xFFFE_E00D;
  public static final int SEQUENCE_END = 0xFFFE_E0DD;

  public static final int META_GROUP = 0x0002;
  public static final int DELIMITER_GROUP = 0xFFFE;
  private static final int IMAGE_GROUP = 0x0028;

  private static final Set<Integer> SEQUENCES =
      Set.of(
          ANATOMIC_REGION,
          ANATOMIC_REGION_MODIFIER,
          MODALITY_LUT_SEQUENCE,
          VOI_LUT_SEQUENCE,
          FAILED_SOP_SEQUENCE,
          REFERENCED_SOP_SEQUENCE);

  private static final Set<Integer> KEPT =
      Set.of(
          SPECIFIC_CHARACTER_SET,
          SOP_CLASS_UID,
          SOP_INSTANCE_UID,
          MODALITY,
          ANATOMIC_REGION,
          BODY_PART_EXAMINED,
          STUDY_INSTANCE_UID,
          SERIES_INSTANCE_UID,
          LATERALITY,
          IMAGE_LATERALITY,
          SHARED_FUNCTIONAL_GROUPS,
          EXTENDED_OFFSET_TABLE);

  private Tag() {}

  static int group(int tag) {
    return tag >>> 16;
  }

  /**
   * Whether the data set's own attribute of this tag is kept without being asked for; no name of a
   * person ever is.
   */
  static boolean isKept(int tag) {
    return group(tag) == META_GROUP || group(tag) == IMAGE_GROUP || KEPT.contains(tag);
  }

  /** Whether a kept attribute is a sequence, which implicit VR does not say. */
  static boolean isSequence(int tag) {
    return SEQUENCES.contains(tag);
  }

  /** As DICOM writes it: {@code (0028,0010)}. */
  public static String text(int tag) {
    return String.format(Locale.ROOT, "(%04X,%04X)", group(tag), tag & 0xFFFF);
  }
}
