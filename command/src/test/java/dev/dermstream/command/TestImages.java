package dev.dermstream.command;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Unusual and hostile images, made as bytes. */
final class TestImages {
  private TestImages() {}

  static byte[] jpeg(int width, int height, int imageType) {
    return encode(picture(width, height, imageType), "jpeg");
  }

  static byte[] png(int width, int height, int imageType) {
    return encode(picture(width, height, imageType), "png");
  }

  /** A PNG with 16 bits a channel. */
  static byte[] png16(int width, int height) {
    var model =
        new java.awt.image.ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            java.awt.Transparency.OPAQUE,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, width, height, 3, null);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        raster.setPixel(x, y, new int[] {60_000 - 40 * x, 40_000, 30_000 + 30 * y});
      }
    }
    return encode(new BufferedImage(model, raster, false, null), "png");
  }

  /** A PNG header that promises 65,500 x 65,500 pixels and has a few bytes of them. */
  static byte[] giantPngHeader() {
    ByteBuffer out = ByteBuffer.allocate(128);
    out.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    ByteBuffer header = ByteBuffer.allocate(13).putInt(65_500).putInt(65_500);
    header.put(new byte[] {8, 2, 0, 0, 0});
    chunk(out, "IHDR", header.array());
    chunk(out, "IDAT", new byte[] {0x78, (byte) 0x9c, 3, 0, 0, 0, 0, 1});
    chunk(out, "IEND", new byte[0]);
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private static void chunk(ByteBuffer out, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.putInt(data.length).put(name).put(data).putInt((int) crc.getValue());
  }

  private static BufferedImage picture(int width, int height, int imageType) {
    BufferedImage image = new BufferedImage(width, height, imageType);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(222, 180, 150));
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(new Color(96, 60, 40));
    graphics.fillOval(width / 3, height / 3, width / 3, height / 3);
    graphics.dispose();
    return image;
  }

  private static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalStateException("No writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
