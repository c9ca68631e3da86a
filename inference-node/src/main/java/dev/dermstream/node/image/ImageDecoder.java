package dev.dermstream.node.image;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.node.dicom.DicomException;
import dev.dermstream.node.dicom.DicomImage;
import dev.dermstream.node.dicom.DicomReader;
import dev.dermstream.platform.image.RgbImage;

/**
 * Decodes JPEG, PNG and DICOM Part 10, whatever the bytes: the outcome is a whole picture or a
 * refusal. No pixel memory is taken before the size in the header was found bearable.
 *
 * <p>Thread-safe. A call may wait for its share of the {@link PixelBudget}.
 */
public final class ImageDecoder {
  private final PixelBudget budget;

  public ImageDecoder(PixelBudget budget) {
    this.budget = budget;
  }

  /**
   * Decodes one image.
   *
   * @param bytes read only, not kept
   * @return a picture that the caller closes, or a refusal
   */
  public DecodeOutcome decode(byte[] bytes) {
    if (bytes.length == 0) {
      return new DecodeOutcome.Refused(
          ErrorCode.EMPTY_IMAGE, "The request carries no image bytes.");
    }
    try {
      ImageFormat format = FormatSniffer.sniff(bytes);
      return switch (format) {
        case JPEG -> jpeg(bytes);
        case PNG -> png(bytes);
        case DICOM -> dicom(bytes);
      };
    } catch (RefusedImageException e) {
      return e.toRefusal();
    } catch (DicomException e) {
      return new DecodeOutcome.Refused(e.code(), e.sentence());
    }
  }

  private DecodeOutcome jpeg(byte[] bytes) throws RefusedImageException {
    JpegStructure structure = JpegParser.parse(bytes, budget);
    return withinBudget(
        ImageFormat.JPEG,
        structure.width(),
        structure.height(),
        () ->
            Orientation.upright(
                JpegDecoder.decode(structure, structure.colorModel()), structure.orientation()));
  }

  private DecodeOutcome png(byte[] bytes) throws RefusedImageException {
    PngChunks chunks = PngChunks.parse(bytes, budget);
    return withinBudget(
        ImageFormat.PNG,
        chunks.header().width(),
        chunks.header().height(),
        () -> PngDecoder.decode(chunks));
  }

  private DecodeOutcome dicom(byte[] bytes) throws RefusedImageException, DicomException {
    DicomImage image = DicomReader.read(bytes);
    return withinBudget(
        ImageFormat.DICOM,
        image.width(),
        image.height(),
        () -> DicomPixels.decode(image, bytes, budget));
  }

  /** Reads pixels; called with memory for them set aside. */
  private interface PixelSource {
    RgbImage read() throws RefusedImageException;
  }

  private DecodeOutcome withinBudget(ImageFormat format, int width, int height, PixelSource source)
      throws RefusedImageException {
    PixelBudget.Permit permit = budget.acquire(width, height);
    boolean decoded = false;
    try {
      DecodeOutcome.Decoded outcome = new DecodeOutcome.Decoded(source.read(), format, permit);
      decoded = true;
      return outcome;
    } finally {
      if (!decoded) {
        permit.close();
      }
    }
  }
}
