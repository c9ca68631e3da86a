package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.dicom.file.DicomImage;
import dev.dermstream.dicom.file.Photometric;
import dev.dermstream.platform.image.FullRangeYcc;
import dev.dermstream.platform.image.RgbImage;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** JPEG by the JDK, without the proofs of wholeness that the node's decoder has. */
final class JdkJpeg implements LossyJpeg {
  @Override
  public RgbImage decode(byte[] jpeg, DicomImage image) throws DicomException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try {
      AtomicBoolean warned = new AtomicBoolean();
      reader.addIIOReadWarningListener((source, warning) -> warned.set(true));
      reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(jpeg)), true, true);
      if (reader.getWidth(0) != image.columns() || reader.getHeight(0) != image.rows()) {
        throw damaged(null);
      }
      Raster raster = reader.readRaster(0, null);
      byte[] samples = ((DataBufferByte) raster.getDataBuffer()).getData();
      if (warned.get() || raster.getNumBands() != image.samples()) {
        throw damaged(null);
      }
      return new RgbImage(image.columns(), image.rows(), rgb(image, samples));
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    } finally {
      reader.dispose();
    }
  }

  private static byte[] rgb(DicomImage image, byte[] samples) {
    if (image.samples() == 1) {
      byte[] rgb = new byte[3 * samples.length];
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = samples[i / 3];
      }
      return rgb;
    }
    if (image.photometric() != Photometric.RGB) {
      FullRangeYcc.toRgb(samples, 3);
    }
    return samples;
  }

  private static DicomException damaged(Exception cause) {
    return new DicomException(DicomFault.PIXELS_CORRUPT, "The JPEG is damaged.", cause);
  }
}
