package dev.dermstream.batch.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import net.coobird.thumbnailator.util.exif.ExifFilterUtils;
import net.coobird.thumbnailator.util.exif.ExifUtils;
import net.coobird.thumbnailator.util.exif.Orientation;

/** Reads a JPEG or PNG, upright and coarsely: every n-th pixel of a large one. */
final class FilePicture {
  /** Twice the thumbnail at least, so that it still is an average of pixels. */
  private static final int ENOUGH = 2 * ThumbnailReader.SIDE;

  private FilePicture() {}

  static BufferedImage read(byte[] file) throws IOException {
    boolean jpeg = file.length > 1 && (file[0] & 0xFF) == 0xFF && (file[1] & 0xFF) == 0xD8;
    // By name: what other readers the class path has is not asked.
    ImageReader reader = ImageIO.getImageReadersByFormatName(jpeg ? "jpeg" : "png").next();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in);
      BufferedImage image = coarse(reader);
      return jpeg ? upright(image, reader) : image;
    } finally {
      reader.dispose();
    }
  }

  private static BufferedImage upright(BufferedImage image, ImageReader reader) {
    try {
      Orientation orientation = ExifUtils.getExifOrientation(reader, 0);
      return orientation == null
          ? image
          : ExifFilterUtils.getFilterForOrientation(orientation).apply(image);
    } catch (IOException | RuntimeException e) {
      // The JDK refuses markers in an order that cameras write; the picture is there all the same.
      return image;
    }
  }

  private static BufferedImage coarse(ImageReader reader) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if ((long) width * height > ThumbnailReader.MOST_PIXELS) {
      throw new TooManyPixelsException();
    }
    int step = Math.max(1, Math.max(width, height) / ENOUGH);
    ImageReadParam part = reader.getDefaultReadParam();
    part.setSourceSubsampling(step, step, 0, 0);
    return reader.read(0, part);
  }
}
