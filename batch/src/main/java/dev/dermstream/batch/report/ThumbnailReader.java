package dev.dermstream.batch.report;

import dev.dermstream.batch.output.ImageBytes;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import net.coobird.thumbnailator.Thumbnails;

/**
 * Makes thumbnails of images that are read again. Used by one thread. Closing ends the processes
 * that decode DICOM, where there were any.
 */
final class ThumbnailReader implements AutoCloseable {
  /** Longest side in pixels. */
  static final int SIDE = 160;

  /** Larger pictures are not decoded: no thumbnail is worth more memory. */
  static final int MOST_PIXELS = 40_000_000;

  private static final double QUALITY = 0.8;

  private final ImageBytes images;
  private final DicomPicture dicom = new DicomPicture();

  ThumbnailReader(ImageBytes images) {
    this.images = images;
  }

  Thumbnail of(ImageResult result) throws InterruptedException {
    byte[] bytes;
    try {
      bytes = images.read(result);
    } catch (IOException e) {
      return new Thumbnail.Missing("cannot be read again");
    }
    if (!result.getImageSha256().isEmpty() && !sha256(bytes).equals(result.getImageSha256())) {
      return new Thumbnail.Missing("has other bytes now");
    }
    try {
      return small(DicomFile.isDicom(bytes) ? dicom.read(bytes) : FilePicture.read(bytes));
    } catch (TooManyPixelsException e) {
      return new Thumbnail.Missing("too large for a thumbnail");
    } catch (IOException | DicomException | RuntimeException e) {
      // The JDK's readers throw whatever comes where tables are damaged.
      return new Thumbnail.Missing("cannot be drawn");
    }
  }

  private static Thumbnail small(BufferedImage image) throws IOException {
    Thumbnails.Builder<BufferedImage> builder = Thumbnails.of(image);
    if (Math.max(image.getWidth(), image.getHeight()) > SIDE) {
      builder.size(SIDE, SIDE);
    } else {
      builder.scale(1);
    }
    BufferedImage small = builder.imageType(BufferedImage.TYPE_INT_RGB).asBufferedImage();
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    Thumbnails.of(small).scale(1).outputFormat("jpg").outputQuality(QUALITY).toOutputStream(jpeg);
    return new Thumbnail.Picture(
        Base64.getEncoder().encodeToString(jpeg.toByteArray()),
        small.getWidth(),
        small.getHeight());
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  @Override
  public void close() {
    dicom.close();
  }
}
