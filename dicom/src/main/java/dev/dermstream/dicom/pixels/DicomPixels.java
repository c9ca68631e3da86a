package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.codec.Codec;
import dev.dermstream.dicom.codec.CodecProcesses;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomImage;
import dev.dermstream.dicom.file.Photometric;
import dev.dermstream.platform.image.RgbImage;

/**
 * Decodes the frames of DICOM images. Codecs with a history of memory faults run in processes of
 * their own ({@link CodecProcesses}).
 *
 * <p>Thread-safe as far as what it is given is.
 */
public final class DicomPixels {
  private final LossyJpeg lossyJpeg;
  private final ForeignCodecs foreign;

  public DicomPixels(LossyJpeg lossyJpeg, CodecProcesses processes) {
    this.lossyJpeg = lossyJpeg;
    this.foreign = new ForeignCodecs(processes);
  }

  /**
   * Decodes one frame, as {@code DicomFile.frame} gave it.
   *
   * @param frame may be changed
   * @throws DicomException PIXELS_CORRUPT, TRUNCATED, STRUCTURE_CORRUPT for a lookup table or
   *     window, or what is not read
   */
  public RgbImage decode(DicomImage image, byte[] frame) throws DicomException {
    return switch (image.syntax().coding()) {
      case NATIVE -> picture(image, image.photometric(), NativeSamples.interleaved(image, frame));
      case RLE -> picture(image, image.photometric(), RunLengths.decode(image, frame));
      case LOSSLESS_JPEG ->
          picture(image, image.photometric(), LosslessJpegDecoder.decode(image, frame));
      case LOSSY_JPEG -> lossy(image, frame);
      case JPEG_LS ->
          picture(image, image.photometric(), foreign.decode(Codec.JPEG_LS, image, frame));
      case JPEG_2000 -> jpeg2000(image, frame);
    };
  }

  private RgbImage lossy(DicomImage image, byte[] frame) throws DicomException {
    RgbImage decoded = lossyJpeg.decode(frame, image);
    if (!image.photometric().monochrome()) {
      return decoded;
    }
    byte[] grey = new byte[decoded.rgb().length / RgbImage.CHANNELS];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = decoded.rgb()[RgbImage.CHANNELS * i];
    }
    return picture(image, image.photometric(), grey);
  }

  private RgbImage jpeg2000(DicomImage image, byte[] frame) throws DicomException {
    boolean transformed = Jpeg2000Header.check(image, frame).colorTransform();
    byte[] samples = foreign.decode(Codec.JPEG_2000, image, frame);
    // What its own colour transform gives is RGB, whatever it was called before.
    return picture(image, transformed ? Photometric.RGB : image.photometric(), samples);
  }

  private static RgbImage picture(DicomImage image, Photometric photometric, byte[] samples)
      throws DicomException {
    byte[] rgb =
        switch (photometric) {
          case MONOCHROME1, MONOCHROME2 -> GreyLevels.rgb(image, samples);
          case PALETTE_COLOR -> Palette.rgb(image, samples);
          case RGB, YBR_FULL, YBR_FULL_422, YBR_ICT, YBR_RCT ->
              ColorSamples.rgb(image, photometric, samples);
        };
    return new RgbImage(image.columns(), image.rows(), rgb);
  }
}
