package dev.dermstream.command;

import dev.dermstream.node.image.DecodeOutcome;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.trainer.dataset.DatasetException;
import dev.dermstream.trainer.describe.PictureForm;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/**
 * Pictures for a chat model: decoded by the decoders that serve, DICOM too, made smaller, and
 * written anew, so that no name, place or other metadata of the file goes with them.
 *
 * @param decoder of the files
 * @param longestSide of what is sent, in pixels
 */
record ChatPictures(ImageDecoder decoder, int longestSide) implements PictureForm {
  private static final int LEAST_SIDE = 64;
  private static final int MOST_SIDE = 4096;

  ChatPictures {
    if (longestSide < LEAST_SIDE || longestSide > MOST_SIDE) {
      throw new IllegalArgumentException(
          "longest-side: give %d to %d".formatted(LEAST_SIDE, MOST_SIDE));
    }
  }

  @Override
  public byte[] jpeg(byte[] image) throws DatasetException {
    return switch (decoder.decode(image)) {
      case DecodeOutcome.Refused refused ->
          throw new DatasetException(refused.code() + ": " + refused.sentence());
      case DecodeOutcome.Decoded decoded -> {
        try (decoded) {
          yield written(smaller(picture(decoded.image())));
        }
      }
    };
  }

  private static BufferedImage picture(RgbImage image) {
    BufferedImage picture =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = image.rgb();
    int[] row = new int[image.width()];
    for (int y = 0; y < image.height(); y++) {
      int at = image.offset(0, y);
      for (int x = 0; x < row.length; x++, at += RgbImage.CHANNELS) {
        row[x] = ((rgb[at] & 0xFF) << 16) | ((rgb[at + 1] & 0xFF) << 8) | (rgb[at + 2] & 0xFF);
      }
      picture.setRGB(0, y, row.length, 1, row, 0, row.length);
    }
    return picture;
  }

  private BufferedImage smaller(BufferedImage picture) {
    int side = Math.max(picture.getWidth(), picture.getHeight());
    if (side <= longestSide) {
      return picture;
    }
    int width = Math.max(1, Math.toIntExact((long) picture.getWidth() * longestSide / side));
    int height = Math.max(1, Math.toIntExact((long) picture.getHeight() * longestSide / side));
    Image scaled = picture.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING);
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = small.createGraphics();
    canvas.drawImage(scaled, 0, 0, null);
    canvas.dispose();
    return small;
  }

  private static byte[] written(BufferedImage picture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(picture, "jpg", bytes)) {
        throw new AssertionError("Every Java platform writes JPEG");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
