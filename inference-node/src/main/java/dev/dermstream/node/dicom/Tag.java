package dev.dermstream.node.dicom;

/** Attribute tags as {@code group << 16 | element} (PS3.6). */
final class Tag {
  static final int TRANSFER_SYNTAX = 0x0002_0010;
  static final int SAMPLES_PER_PIXEL = 0x0028_0002;
  static final int PHOTOMETRIC_INTERPRETATION = 0x0028_0004;
  static final int PLANAR_CONFIGURATION = 0x0028_0006;
  static final int NUMBER_OF_FRAMES = 0x0028_0008;
  static final int ROWS = 0x0028_0010;
  static final int COLUMNS = 0x0028_0011;
  static final int BITS_ALLOCATED = 0x0028_0100;
  static final int BITS_STORED = 0x0028_0101;
  static final int PIXEL_REPRESENTATION = 0x0028_0103;
  static final int WINDOW_CENTER = 0x0028_1050;
  static final int RESCALE_SLOPE = 0x0028_1053;
  static final int MODALITY_LUT = 0x0028_3000;
  static final int VOI_LUT = 0x0028_3010;
  static final int FLOAT_PIXELS = 0x7FE0_0008;
  static final int DOUBLE_PIXELS = 0x7FE0_0009;
  static final int PIXEL_DATA = 0x7FE0_0010;
  static final int ITEM = 0xFFFE_E000;
  static final int ITEM_END = 0xFFFE_E00D;
  static final int SEQUENCE_END = 0xFFFE_E0DD;

  static final int META_GROUP = 0x0002;
  static final int IMAGE_GROUP = 0x0028;

  private Tag() {}

  static int group(int tag) {
    return tag >>> 16;
  }
}
