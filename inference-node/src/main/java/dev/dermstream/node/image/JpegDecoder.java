package dev.dermstream.node.image;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.platform.image.RgbImage;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the entropy data of a JPEG that {@link JpegParser} found whole. Whatever an
 * implementation only warns of (data that ends early, damaged codes) is a refusal: a decoder would
 * fill what is missing with grey and call it a picture.
 *
 * <p>Thread-safe. Closing waits for nobody: what is in use is freed when it is given back.
 */
interface JpegDecoder extends AutoCloseable {
  /**
   * Decodes a JPEG as it is stored, its orientation not applied.
   *
   * @param model how its components become colours
   * @param enough sizes, as stored, at which the caller loses nothing that it would keep; a smaller
   *     picture than the stored one may be given only at such a size
   * @throws RefusedImageException CORRUPT_IMAGE if anything about the pixel data is wrong
   */
  RgbImage decode(JpegStructure structure, JpegStructure.ColorModel model, EnoughPixels enough)
      throws RefusedImageException;

  /** The refusal of pixel data that a decoder found fault with. */
  static RefusedImageException damaged(@Nullable Exception cause) {
    String sentence = "The JPEG's pixel data is damaged or ends early.";
    return cause == null
        ? RefusedImageException.corrupt(sentence)
        : new RefusedImageException(ErrorCode.CORRUPT_IMAGE, sentence, cause);
  }

  /** What decodes, for the log. */
  String describe();

  @Override
  void close();
}
