package dev.dermstream.node.image;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.platform.image.RgbImage;
import java.io.IOException;

/**
 * Decodes JPEG, PNG and DICOM Part 10, whatever the bytes: the outcome is a whole picture or a
 * refusal. No pixel memory is taken before the size in the header was found bearable.
 *
 * <p>Thread-safe. A call may wait for its share of the {@link PixelBudget}. To be closed by who
 * opened it; calls that run then still end well.
 */
public final class ImageDecoder implements AutoCloseable {
  private final PixelBudget budget;
  private final JpegDecoder jpegDecoder;
  private final DicomPictures dicomPictures;

  ImageDecoder(PixelBudget budget, JpegDecoder jpegDecoder) {
    this.budget = budget;
    this.jpegDecoder = jpegDecoder;
    this.dicomPictures = new DicomPictures(budget, jpegDecoder);
  }

  /**
   * Opens the decoders that the configuration asks for.
   *
   * @throws IOException if one that it demands is not on this system; the message names it
   */
  public static ImageDecoder open(ImageConfig config) throws IOException {
    return new ImageDecoder(
        new PixelBudget(config.maxPixels(), config.maxPixelsInMemory()),
        config.jpegDecoder().open(config.jpegScaledDecoding()));
  }

  /** Decodes one image at the size that it has; see {@link #decode(byte[], EnoughPixels)}. */
  public DecodeOutcome decode(byte[] bytes) {
    return decode(bytes, EnoughPixels.WHOLE);
  }

  /**
   * Decodes one image.
   *
   * @param bytes read only, not kept
   * @param enough sizes that would do; where the configuration allows it, a JPEG is decoded at half
   *     its size if that is one of them
   * @return a picture that the caller closes, or a refusal
   */
  public DecodeOutcome decode(byte[] bytes, EnoughPixels enough) {
    if (bytes.length == 0) {
      return new DecodeOutcome.Refused(
          ErrorCode.EMPTY_IMAGE, "The request carries no image bytes.");
    }
    try {
      ImageFormat format = FormatSniffer.sniff(bytes);
      return switch (format) {
        case JPEG -> jpeg(bytes, enough);
        case PNG -> png(bytes);
        case DICOM -> dicom(bytes);
      };
    } catch (RefusedImageException e) {
      return e.toRefusal();
    } catch (DicomException e) {
      return new DecodeOutcome.Refused(e.code(), e.sentence());
    }
  }

  private DecodeOutcome jpeg(byte[] bytes, EnoughPixels enough)
      throws RefusedImageException, DicomException {
    JpegStructure structure = JpegParser.parse(bytes, budget);
    int orientation = structure.orientation();
    boolean transposed = Orientation.transposes(orientation);
    EnoughPixels enoughStored = transposed ? (stored, lines) -> enough.at(lines, stored) : enough;
    return withinBudget(
        ImageFormat.JPEG,
        transposed ? structure.height() : structure.width(),
        transposed ? structure.width() : structure.height(),
        () ->
            Orientation.upright(
                jpegDecoder.decode(structure, structure.colorModel(), enoughStored), orientation));
  }

  private DecodeOutcome png(byte[] bytes) throws RefusedImageException, DicomException {
    PngChunks chunks = PngChunks.parse(bytes, budget);
    return withinBudget(
        ImageFormat.PNG,
        chunks.header().width(),
        chunks.header().height(),
        () -> PngDecoder.decode(chunks));
  }

  private DecodeOutcome dicom(byte[] bytes) throws RefusedImageException, DicomException {
    return dicomPictures.read(
        bytes,
        (image, pixels) ->
            withinBudget(ImageFormat.DICOM, image.columns(), image.rows(), pixels::read));
  }

  /** Reads pixels; called with memory for them set aside. */
  private interface PixelSource {
    RgbImage read() throws RefusedImageException, DicomException;
  }

  private DecodeOutcome withinBudget(ImageFormat format, int width, int height, PixelSource source)
      throws RefusedImageException, DicomException {
    PixelBudget.Permit permit = budget.acquire(width, height);
    boolean decoded = false;
    try {
      DecodeOutcome.Decoded outcome =
          new DecodeOutcome.Decoded(source.read(), width, height, format, permit);
      decoded = true;
      return outcome;
    } finally {
      if (!decoded) {
        permit.close();
      }
    }
  }

  @Override
  public void close() {
    jpegDecoder.close();
    dicomPictures.close();
  }
}
