package dev.dermstream.node.image;

import dev.dermstream.platform.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.w3c.dom.NodeList;

/** JPEGs written by the JDK, with soft and hard edges in all colours, and ways to damage them. */
final class TestJpeg {
  private static final String FORMAT = "javax_imageio_jpeg_image_1.0";

  private TestJpeg() {}

  /**
   * @param subsampling 444, 422, 420, 440 or 411
   */
  static byte[] encode(int width, int height, String subsampling, boolean progressive) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int red = (x * 5 + y * 3) & 0xFF;
        int green = ((x / 8 + y / 8) % 2) * 200 + 20;
        int blue = (x * y) & 0xFF;
        image.setRGB(x, y, red << 16 | green << 8 | blue);
      }
    }
    try {
      return write(image, subsampling, progressive);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] write(BufferedImage image, String subsampling, boolean progressive)
      throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    param.setCompressionQuality(0.8f);
    if (progressive) {
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    }
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), param);
    IIOMetadataNode tree = (IIOMetadataNode) metadata.getAsTree(FORMAT);
    NodeList components = tree.getElementsByTagName("componentSpec");
    IIOMetadataNode luminance = (IIOMetadataNode) components.item(0);
    luminance.setAttribute("HsamplingFactor", horizontal(subsampling));
    luminance.setAttribute("VsamplingFactor", subsampling.endsWith("0") ? "2" : "1");
    metadata.setFromTree(FORMAT, tree);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, metadata), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static String horizontal(String subsampling) {
    return switch (subsampling) {
      case "444", "440" -> "1";
      case "422", "420" -> "2";
      case "411" -> "4";
      default -> throw new IllegalArgumentException(subsampling);
    };
  }

  /** Bytes changed, cut out, doubled or cut off with an end marker, by chance. */
  static byte[] damaged(byte[] whole, Random random) {
    int at = random.nextInt(whole.length);
    return switch (random.nextInt(5)) {
      case 0 -> {
        byte[] cut = Arrays.copyOf(whole, at + 2);
        cut[at] = (byte) 0xFF;
        cut[at + 1] = (byte) 0xD9;
        yield cut;
      }
      case 1 -> spliced(whole, at, Math.min(whole.length, at + 1 + random.nextInt(40)));
      case 2 -> spliced(whole, at, Math.max(0, at - 1 - random.nextInt(40)));
      default -> {
        byte[] flipped = whole.clone();
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
          flipped[random.nextInt(whole.length)] = (byte) random.nextInt();
        }
        yield flipped;
      }
    };
  }

  /** What is before the first index and from the second on. */
  private static byte[] spliced(byte[] whole, int to, int from) {
    byte[] spliced = Arrays.copyOf(whole, to + whole.length - from);
    System.arraycopy(whole, from, spliced, to, whole.length - from);
    return spliced;
  }

  /** Index of the first segment of this marker, at its 0xFF. */
  static int indexOf(byte[] jpeg, int marker) {
    int at = 2;
    while ((jpeg[at + 1] & 0xFF) != marker) {
      at += 2 + segmentLength(jpeg, at);
    }
    return at;
  }

  /** Without the segments of this marker, which lie together. */
  static byte[] without(byte[] jpeg, int marker) {
    int start = indexOf(jpeg, marker);
    int end = start;
    while ((jpeg[end + 1] & 0xFF) == marker) {
      end += 2 + segmentLength(jpeg, end);
    }
    return spliced(jpeg, start, end);
  }

  private static int segmentLength(byte[] jpeg, int at) {
    return (jpeg[at + 2] & 0xFF) << 8 | (jpeg[at + 3] & 0xFF);
  }

  static int largestDifference(RgbImage one, RgbImage other) {
    if (one.width() != other.width() || one.height() != other.height()) {
      throw new AssertionError("sizes differ: " + one + ", " + other);
    }
    int largest = 0;
    for (int i = 0; i < one.rgb().length; i++) {
      largest = Math.max(largest, Math.abs((one.rgb()[i] & 0xFF) - (other.rgb()[i] & 0xFF)));
    }
    return largest;
  }

  static double meanDifference(RgbImage one, RgbImage other) {
    long sum = 0;
    for (int i = 0; i < one.rgb().length; i++) {
      sum += Math.abs((one.rgb()[i] & 0xFF) - (other.rgb()[i] & 0xFF));
    }
    return (double) sum / one.rgb().length;
  }

  /** Every pixel the mean of the two by two that it stands for; at odd edges of fewer. */
  static RgbImage averagedInHalf(RgbImage image) {
    int width = (image.width() + 1) / 2;
    int height = (image.height() + 1) / 2;
    byte[] rgb = new byte[RgbImage.CHANNELS * width * height];
    for (int o = 0; o < rgb.length; o++) {
      int x = o / RgbImage.CHANNELS % width * 2;
      int y = o / RgbImage.CHANNELS / width * 2;
      int right = Math.min(x + 1, image.width() - 1);
      int below = Math.min(y + 1, image.height() - 1);
      int channel = o % RgbImage.CHANNELS;
      rgb[o] =
          (byte)
              ((level(image, x, y, channel)
                      + level(image, right, y, channel)
                      + level(image, x, below, channel)
                      + level(image, right, below, channel)
                      + 2)
                  / 4);
    }
    return new RgbImage(width, height, rgb);
  }

  private static int level(RgbImage image, int x, int y, int channel) {
    return image.rgb()[image.offset(x, y) + channel] & 0xFF;
  }
}
