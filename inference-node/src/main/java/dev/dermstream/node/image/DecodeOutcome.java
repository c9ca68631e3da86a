package dev.dermstream.node.image;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.platform.image.RgbImage;

/** What became of the bytes of an image. */
public sealed interface DecodeOutcome {
  /**
   * A whole picture.
   *
   * @param image upright, sRGB as far as the file says
   * @param width columns of the picture in the file, upright; of {@code image} too, unless it was
   *     decoded at half the size
   * @param height rows, likewise
   * @param format what the bytes were
   * @param permit the picture's share of the pixel budget; close it when the picture is done with
   */
  record Decoded(
      RgbImage image, int width, int height, ImageFormat format, PixelBudget.Permit permit)
      implements DecodeOutcome, AutoCloseable {
    @Override
    public void close() {
      permit.close();
    }
  }

  /**
   * No picture.
   *
   * @param code one of the image codes of the vocabulary
   * @param sentence what is wrong with the bytes, for the caller; holds nothing of their content
   */
  record Refused(ErrorCode code, String sentence) implements DecodeOutcome {}
}
