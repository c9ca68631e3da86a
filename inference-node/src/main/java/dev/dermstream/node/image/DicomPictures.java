package dev.dermstream.node.image;

import dev.dermstream.dicom.codec.CodecProcesses;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomImage;
import dev.dermstream.dicom.pixels.DicomPixels;
import dev.dermstream.platform.image.RgbImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Ties the DICOM reader to this package's JPEG decoders. Closing ends its codec processes. */
final class DicomPictures implements AutoCloseable {
  private final PixelBudget budget;
  private final CodecProcesses processes = CodecProcesses.usual();
  private final DicomPixels pixels;

  DicomPictures(PixelBudget budget, JpegDecoder jpegDecoder) {
    this.budget = budget;
    this.pixels = new DicomPixels(new EncapsulatedJpeg(budget, jpegDecoder), processes);
  }

  /** What is done with a picture once its size is known. */
  interface Use<T> {
    /** Reads it with {@code pixels}, which may be called once, before this returns. */
    T apply(DicomImage image, PixelReader pixels) throws DicomException, RefusedImageException;
  }

  /** Reads the picture's pixels. */
  interface PixelReader {
    RgbImage read() throws DicomException;
  }

  <T> T read(byte[] bytes, Use<T> use) throws DicomException, RefusedImageException {
    try (DicomFile file = DicomFile.open(new ByteArrayInputStream(bytes), budget.dicomLimits())) {
      DicomImage image = file.image();
      return use.apply(image, () -> decode(file, image));
    } catch (IOException e) {
      throw new UncheckedIOException("An array cannot be read", e);
    }
  }

  private RgbImage decode(DicomFile file, DicomImage image) throws DicomException {
    try {
      return pixels.decode(image, file.frame(image));
    } catch (IOException e) {
      throw new UncheckedIOException("An array cannot be read", e);
    }
  }

  @Override
  public void close() {
    processes.close();
  }
}
