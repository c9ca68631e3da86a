package dev.dermstream.batch.report;

import dev.dermstream.dicom.codec.CodecProcesses;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomImage;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.pixels.DicomPixels;
import dev.dermstream.platform.image.FullRangeYcc;
import dev.dermstream.platform.image.RgbImage;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/** Reads the picture of a DICOM file. Closing ends its codec processes. */
final class DicomPicture implements AutoCloseable {
  private final CodecProcesses processes = CodecProcesses.usual();
  private final DicomPixels pixels = new DicomPixels(DicomPicture::lossy, processes);

  BufferedImage read(byte[] bytes) throws IOException, DicomException {
    DicomLimits limits = DicomLimits.ofPixels(ThumbnailReader.MOST_PIXELS);
    try (DicomFile file = DicomFile.open(new ByteArrayInputStream(bytes), limits)) {
      DicomImage image = file.image();
      return picture(pixels.decode(image, file.frame(image)));
    } catch (DicomException e) {
      if (e.fault() == DicomFault.TOO_LARGE) {
        throw new TooManyPixelsException();
      }
      throw e;
    }
  }

  private static BufferedImage picture(RgbImage image) {
    BufferedImage picture =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    int[] line = new int[image.width()];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < line.length; x++) {
        int at = image.offset(x, y);
        line[x] =
            (image.rgb()[at] & 0xFF) << 16
                | (image.rgb()[at + 1] & 0xFF) << 8
                | (image.rgb()[at + 2] & 0xFF);
      }
      picture.setRGB(0, y, line.length, 1, line, 0, line.length);
    }
    return picture;
  }

  /** The components alone are the JDK's; what colours they are says the data set. */
  private static RgbImage lossy(byte[] jpeg, DicomImage image) throws DicomException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg))) {
      reader.setInput(in, true, true);
      if (reader.getWidth(0) != image.columns() || reader.getHeight(0) != image.rows()) {
        throw damaged(null);
      }
      return colors(reader.readRaster(0, null), image);
    } catch (IOException e) {
      throw damaged(e);
    } finally {
      reader.dispose();
    }
  }

  private static RgbImage colors(Raster raster, DicomImage image) throws DicomException {
    if (raster.getNumBands() != image.samples()) {
      throw damaged(null);
    }
    byte[] rgb = new byte[RgbImage.CHANNELS * raster.getWidth() * raster.getHeight()];
    int[] samples = new int[raster.getNumBands() * raster.getWidth()];
    for (int y = 0, out = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, raster.getWidth(), 1, samples);
      for (int x = 0; x < raster.getWidth(); x++) {
        for (int c = 0; c < RgbImage.CHANNELS; c++) {
          rgb[out++] = (byte) samples[raster.getNumBands() == 1 ? x : RgbImage.CHANNELS * x + c];
        }
      }
    }
    switch (image.photometric()) {
      case YBR_FULL, YBR_FULL_422, YBR_ICT, YBR_RCT -> FullRangeYcc.toRgb(rgb, RgbImage.CHANNELS);
      case MONOCHROME1, MONOCHROME2, PALETTE_COLOR, RGB -> {}
    }
    return new RgbImage(raster.getWidth(), raster.getHeight(), rgb);
  }

  private static DicomException damaged(@Nullable Exception cause) {
    return new DicomException(
        DicomFault.PIXELS_CORRUPT, "The JPEG of the frame is damaged.", cause);
  }

  @Override
  public void close() {
    processes.close();
  }
}
