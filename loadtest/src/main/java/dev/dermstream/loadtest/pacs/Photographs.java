package dev.dermstream.loadtest.pacs;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** The samples' photographs at 600 x 450, as JPEG of the JDK of about 60 kB. */
final class Photographs {
  static final int COLUMNS = 600;
  static final int ROWS = 450;
  private static final int WANTED_BYTES = 60_000;
  private static final int QUALITY_STEPS = 6;

  private Photographs() {}

  static List<byte[]> read(Path samples) throws IOException {
    List<byte[]> photographs = new ArrayList<>();
    try (Stream<Path> files = Files.list(samples)) {
      for (Path file :
          files.filter(each -> each.toString().endsWith("-01.jpg")).sorted().toList()) {
        photographs.add(encode(resized(ImageIO.read(file.toFile()), COLUMNS, ROWS)));
      }
    }
    return photographs;
  }

  /** One picture at another size. */
  static List<byte[]> ofSize(byte[] jpeg, int columns, int rows) throws IOException {
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(jpeg));
    return List.of(encode(resized(picture, columns, rows), 1));
  }

  private static BufferedImage resized(BufferedImage picture, int columns, int rows) {
    BufferedImage resized = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = resized.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(picture, 0, 0, columns, rows, null);
    graphics.dispose();
    return resized;
  }

  /** At the quality whose size comes nearest from above, found by halving. */
  private static byte[] encode(BufferedImage picture) throws IOException {
    float low = 0;
    float high = 1;
    byte[] best = encode(picture, high);
    for (int step = 0; step < QUALITY_STEPS; step++) {
      float middle = (low + high) / 2;
      byte[] tried = encode(picture, middle);
      if (tried.length < WANTED_BYTES) {
        low = middle;
      } else {
        high = middle;
        best = tried;
      }
    }
    return best;
  }

  private static byte[] encode(BufferedImage picture, float quality) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
