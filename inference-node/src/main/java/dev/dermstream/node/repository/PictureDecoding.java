package dev.dermstream.node.repository;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.BatchFunction;
import dev.dermstream.node.batch.BatchSettings;
import dev.dermstream.node.batch.Batcher;
import dev.dermstream.node.image.DecodeOutcome.Decoded;
import dev.dermstream.node.image.DecodeOutcome.Refused;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.platform.image.RgbImage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** One thread that decodes pictures and brings them to the size of their model. */
final class PictureDecoding implements BatchFunction<Picture, PixelData> {
  private static final int QUEUE_ITEMS = 10_000;
  private static final long QUEUE_BYTES = 512L << 20;

  private final ImageDecoder decoder;

  private PictureDecoding(ImageDecoder decoder) {
    this.decoder = decoder;
  }

  /** Threads with one queue, in lanes, for the pictures of all models. */
  static Batcher<Picture, PixelData> start(ImageDecoder decoder, int threads) {
    return new Batcher<>(
        "repository-decode",
        new BatchSettings(1, List.of(), Duration.ZERO, QUEUE_ITEMS, QUEUE_BYTES, threads),
        worker -> new PictureDecoding(decoder));
  }

  @Override
  public List<PixelData> run(List<Picture> pictures) {
    return pictures.stream().map(this::decode).toList();
  }

  private PixelData decode(Picture picture) {
    return switch (decoder.decode(picture.bytes())) {
      case Refused refused -> throw new ServiceException(refused.code(), refused.sentence());
      case Decoded decoded -> resize(decoded, picture);
    };
  }

  private static PixelData resize(Decoded decoded, Picture picture) {
    try (decoded) {
      RgbImage resized = picture.preprocessor().resize(decoded.image());
      ByteBuffer data =
          picture
              .buffers()
              .take(RgbImage.CHANNELS * resized.width() * resized.height() * Float.BYTES);
      picture.preprocessor().normalize(resized, data.asFloatBuffer());
      return new PixelData(data, resized.height(), resized.width());
    } catch (IllegalArgumentException e) {
      throw new ServiceException(
          ErrorCode.IMAGE_TOO_LARGE, "The image is too narrow to be resized for the model.", e);
    }
  }
}
