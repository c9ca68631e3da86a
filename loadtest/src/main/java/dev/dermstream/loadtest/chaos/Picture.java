package dev.dermstream.loadtest.chaos;

import com.google.protobuf.ByteString;
import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.trainer.lesion.LesionClass;
import dev.dermstream.trainer.lesion.LesionPainter;
import dev.dermstream.trainer.lesion.SceneSampler;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import javax.imageio.ImageIO;

/**
 * A drawn lesion of which there is no second one: no two pictures of a list have the same width.
 *
 * @param number place in the list
 * @param file JPEG
 * @param sha256 of the file, in lower-case hexadecimal
 */
public record Picture(int number, ByteString file, int width, int height, String sha256) {
  private static final int SMALLEST_WIDTH = 200;
  private static final int HEIGHT = 160;

  /** Paints a list; the same seed gives the same one. */
  public static List<Picture> paint(int count, long seed) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RgbImage image =
          new LesionPainter()
              .paint(
                  new SceneSampler().sample(i % LesionClass.count(), random),
                  SMALLEST_WIDTH + i,
                  HEIGHT);
      byte[] file = jpeg(image);
      pictures.add(
          new Picture(
              i, ByteString.copyFrom(file), image.width(), image.height(), Sha256.hex(file)));
    }
    return List.copyOf(pictures);
  }

  private static byte[] jpeg(RgbImage image) throws IOException {
    BufferedImage buffered =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = image.rgb();
    for (int i = 0; i < image.width() * image.height(); i++) {
      int red = rgb[3 * i] & 0xff;
      int green = rgb[3 * i + 1] & 0xff;
      int blue = rgb[3 * i + 2] & 0xff;
      buffered.setRGB(i % image.width(), i / image.width(), red << 16 | green << 8 | blue);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(buffered, "jpg", file);
    return file.toByteArray();
  }
}
