package dev.dermstream.node.image;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.platform.image.RgbImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/**
 * Decodes baseline and progressive JPEG. The JDK decodes the components alone; their colours are
 * worked out here, because {@code ImageIO.read} guesses them wrong for some files. What the JDK
 * only warns of (data that ends early, damaged codes) is an error here.
 */
final class JpegDecoder {
  private JpegDecoder() {}

  static RgbImage decode(JpegStructure structure, JpegStructure.ColorModel model)
      throws RefusedImageException {
    byte[] samples = samples(structure);
    return JpegColors.toRgb(model, structure.width(), structure.height(), samples);
  }

  private static byte[] samples(JpegStructure structure) throws RefusedImageException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (ArrayImageInputStream in = new ArrayImageInputStream(structure.stream())) {
      AtomicBoolean warned = new AtomicBoolean();
      reader.addIIOReadWarningListener((source, warning) -> warned.set(true));
      reader.setInput(in, true, true);
      Raster raster = reader.readRaster(0, null);
      if (warned.get()) {
        throw damaged(null);
      }
      return samples(raster, structure);
    } catch (IOException e) {
      throw damaged(e);
    } catch (RuntimeException e) {
      // Damaged tables make the JDK's reader throw whatever comes; nothing of ours runs in there.
      throw damaged(e);
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
      throw damaged(null);
    }
    return buffer.getData();
  }

  private static RefusedImageException damaged(@Nullable Exception cause) {
    String sentence = "The JPEG's pixel data is damaged or ends early.";
    return cause == null
        ? RefusedImageException.corrupt(sentence)
        : new RefusedImageException(ErrorCode.CORRUPT_IMAGE, sentence, cause);
  }
}
