package dev.dermstream.node.image;

import dev.dermstream.platform.image.RgbImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * Decodes with the JDK, at the stored size always. It decodes the components alone; their colours
 * are worked out here, because {@code ImageIO.read} guesses them wrong for some files.
 */
final class JdkJpegDecoder implements JpegDecoder {
  @Override
  public RgbImage decode(
      JpegStructure structure, JpegStructure.ColorModel model, EnoughPixels enough)
      throws RefusedImageException {
    byte[] samples = samples(structure);
    return JpegColors.toRgb(model, structure.width(), structure.height(), samples);
  }

  @Override
  public String describe() {
    return "the JDK";
  }

  @Override
  public void close() {
    // Holds nothing between calls.
  }

  private static byte[] samples(JpegStructure structure) throws RefusedImageException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (ArrayImageInputStream in = new ArrayImageInputStream(structure.stream())) {
      AtomicBoolean warned = new AtomicBoolean();
      reader.addIIOReadWarningListener((source, warning) -> warned.set(true));
      reader.setInput(in, true, true);
      Raster raster = reader.readRaster(0, null);
      if (warned.get()) {
        throw JpegDecoder.damaged(null);
      }
      return samples(raster, structure);
    } catch (IOException e) {
      throw JpegDecoder.damaged(e);
    } catch (RuntimeException e) {
      // Damaged tables make the JDK's reader throw whatever comes; nothing of ours runs in there.
      throw JpegDecoder.damaged(e);
    } finally {
      reader.dispose();
    }
  }

  private static byte[] samples(Raster raster, JpegStructure structure)
      throws RefusedImageException {
    int components = structure.componentIds().length;
    if (raster.getWidth() != structure.width()
        || raster.getHeight() != structure.height()
        || raster.getNumBands() != components
        || !(raster.getDataBuffer() instanceof DataBufferByte buffer)
        || !(raster.getSampleModel() instanceof ComponentSampleModel layout)
        || layout.getPixelStride() != components
        || buffer.getData().length != structure.width() * structure.height() * components) {
      throw JpegDecoder.damaged(null);
    }
    return buffer.getData();
  }
}
