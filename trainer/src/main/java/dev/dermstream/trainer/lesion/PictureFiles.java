package dev.dermstream.trainer.lesion;

import dev.dermstream.platform.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures as file bytes. Stateless and thread-safe. */
final class PictureFiles {

  private PictureFiles() {}

  /**
   * A baseline JPEG (YCbCr, 4:2:0, JFIF).
   *
   * @param quality 0 to 1
   */
  static byte[] jpeg(RgbImage picture, float quality) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(quality);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
        writer.setOutput(out);
        writer.write(null, new IIOImage(buffered(picture), null, null), settings);
      }
      return bytes.toByteArray();
    } finally {
      writer.dispose();
    }
  }

  /** An opaque 8-bit picture for the writers of {@code javax.imageio}. */
  static BufferedImage buffered(RgbImage picture) {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    int[] row = new int[picture.width()];
    byte[] rgb = picture.rgb();
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < row.length; x++) {
        int pixel = picture.offset(x, y);
        row[x] =
            ((rgb[pixel] & 255) << 16) | ((rgb[pixel + 1] & 255) << 8) | (rgb[pixel + 2] & 255);
      }
      image.setRGB(0, y, row.length, 1, row, 0, row.length);
    }
    return image;
  }
}
