package dev.dermstream.loadtest.benchmark;

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
import javax.imageio.ImageIO;

/** The JPEG samples as they are (600 x 450), and once more as files of 500 x 375. */
final class Pictures {
  private static final int WIDTH = 500;
  private static final int HEIGHT = 375;

  /** A sample that shows what is refused. */
  private static final List<String> BROKEN = List.of("truncated.jpg", "notes.jpg");

  private Pictures() {}

  static List<byte[]> read(Path samples) throws IOException {
    List<byte[]> pictures = new ArrayList<>();
    try (Stream<Path> files = Files.list(samples)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".jpg") && !BROKEN.contains(name)) {
          byte[] jpeg = Files.readAllBytes(file);
          pictures.add(jpeg);
          pictures.add(smaller(jpeg));
        }
      }
    }
    return pictures;
  }

  /** Writes them so that their order by name is their order in the list. */
  static Path write(List<byte[]> pictures, Path directory) throws IOException {
    Files.createDirectories(directory);
    for (int i = 0; i < pictures.size(); i++) {
      Files.write(directory.resolve("%03d.jpg".formatted(i)), pictures.get(i));
    }
    return directory;
  }

  private static byte[] smaller(byte[] jpeg) throws IOException {
    BufferedImage scaled = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(ImageIO.read(new ByteArrayInputStream(jpeg)), 0, 0, WIDTH, HEIGHT, null);
    graphics.dispose();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(scaled, "jpg", file);
    return file.toByteArray();
  }
}
