package dev.dermstream.dicom.pixels;

import java.util.List;

/** The names of the sample files. */
public final class Samples {
  private static final List<String> NAMES =
      List.of(
          "HTJ2K_08_RGB.dcm",
          "JPEG2000-embedded-sequence-delimiter.dcm",
          "JPGExtended.dcm",
          "MR_small_jpeg_ls_lossless.dcm",
          "MR_truncated.dcm",
          "SC_jpeg_no_color_transform.dcm",
          "SC_rgb.dcm",
          "SC_rgb_jpeg_gdcm.dcm",
          "SC_rgb_rle_2frame.dcm",
          "SC_rgb_small_odd_big_endian.dcm",
          "SC_ybr_full_422_uncompressed.dcm",
          "US1_J2KI.dcm",
          "derived_MR_small_mono1.dcm",
          "examples_palette.dcm",
          "examples_ybr_color.dcm",
          "image_dfl.dcm",
          "meta_missing_tsyntax.dcm",
          "own_tid1500_sr.dcm",
          "own_vlp_skin_synthetic.dcm");

  private Samples() {}

  public static List<String> names() {
    return NAMES;
  }

  /** The file with Window Center and Width under tags that nobody reads. */
  static byte[] withoutWindow(byte[] file) {
    byte[] changed = file.clone();
    for (int i = 0; i + 4 < file.length; i++) {
      boolean group = file[i] == 0x28 && file[i + 1] == 0 && file[i + 3] == 0x10;
      if (group && (file[i + 2] == 0x50 || file[i + 2] == 0x51)) {
        changed[i + 2] = (byte) (file[i + 2] + 0x20);
      }
    }
    return changed;
  }
}
