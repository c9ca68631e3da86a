package dev.dermstream.trainer.lesion;

import dev.dermstream.platform.image.RgbImage;
import java.awt.Graphics2D;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/** Pictures as file bytes. Stateless and thread-safe. */
public final class PictureFiles {

  private static final float USUAL_QUALITY = 0.9f;

  private PictureFiles() {}

  /** How much of the colour a JPEG keeps. */
  enum Subsampling {
    /** Colour halved along rows and columns, as most JPEG files have it. */
    HALF_BOTH(2),
    /** Colour halved along the rows only (4:2:2), as DICOM's YBR_FULL_422 has it. */
    HALF_ROWS(1);

    private final int vertical;

    Subsampling(int vertical) {
      this.vertical = vertical;
    }
  }

  /** A baseline JPEG of high quality with its colour halved along rows and columns. */
  public static byte[] jpeg(RgbImage picture) throws IOException {
    return jpeg(picture, USUAL_QUALITY, Subsampling.HALF_BOTH);
  }

  /**
   * A baseline JPEG (YCbCr, JFIF).
   *
   * @param quality 0 to 1
   */
  static byte[] jpeg(RgbImage picture, float quality, Subsampling subsampling) throws IOException {
    BufferedImage image = buffered(picture);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(quality);
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), settings);
      subsample(metadata, subsampling);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
        writer.setOutput(out);
        writer.write(null, new IIOImage(image, null, metadata), settings);
      }
      return bytes.toByteArray();
    } finally {
      writer.dispose();
    }
  }

  /** The first component of the frame header is the brightness: its factors set the rest's. */
  private static void subsample(IIOMetadata metadata, Subsampling subsampling)
      throws IIOInvalidTreeException {
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode tree = (IIOMetadataNode) metadata.getAsTree(format);
    IIOMetadataNode brightness =
        (IIOMetadataNode) tree.getElementsByTagName("componentSpec").item(0);
    brightness.setAttribute("HsamplingFactor", "2");
    brightness.setAttribute("VsamplingFactor", Integer.toString(subsampling.vertical));
    metadata.setFromTree(format, tree);
  }

  /** A PNG of 8 bits a channel with an alpha channel that is opaque everywhere. */
  static byte[] pngWithAlpha(RgbImage picture) throws IOException {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_4BYTE_ABGR);
    Graphics2D graphics = image.createGraphics();
    graphics.drawImage(buffered(picture), 0, 0, null);
    graphics.dispose();
    return png(image);
  }

  /** A PNG of 16 bits a channel; a byte v becomes 257 v, which is the same colour. */
  static byte[] png16(RgbImage picture) throws IOException {
    ColorModel colours =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster =
        colours.createCompatibleWritableRaster(picture.width(), picture.height());
    int[] samples = new int[picture.rgb().length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = 257 * (picture.rgb()[i] & 255);
    }
    raster.setPixels(0, 0, picture.width(), picture.height(), samples);
    return png(new BufferedImage(colours, raster, false, null));
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "png", bytes)) {
      throw new IOException("This Java runtime cannot write such a PNG");
    }
    return bytes.toByteArray();
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
