package dev.dermstream.node.repository;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.BatchSettings;
import dev.dermstream.node.batch.Batcher;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.image.DecodeOutcome.Decoded;
import dev.dermstream.node.image.DecodeOutcome.Refused;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.platform.image.RgbImage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Decodes pictures and brings them to the size of their model: on threads of its own with one queue
 * in lanes for the pictures of all models, or on the caller's. Thread-safe.
 */
final class PictureDecoders implements AutoCloseable {
  private static final int QUEUE_ITEMS = 10_000;
  private static final long QUEUE_BYTES = 512L << 20;

  private final ImageDecoder decoder;
  private final Batcher<Picture, PixelData> queue;

  /** Starts the threads. */
  PictureDecoders(ImageDecoder decoder, int threads) {
    this.decoder = decoder;
    this.queue =
        new Batcher<>(
            "repository-decode",
            new BatchSettings(1, List.of(), Duration.ZERO, QUEUE_ITEMS, QUEUE_BYTES, threads),
            worker -> pictures -> pictures.stream().map(this::decode).toList());
  }

  /** Queues a picture; see {@link Batcher#submit}. */
  CompletableFuture<PixelData> submit(Picture picture, Ticket ticket) {
    return queue.submit(picture, ticket);
  }

  /**
   * Decodes a picture here and now.
   *
   * @throws ServiceException if it is refused
   */
  PixelData decode(Picture picture) {
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

  @Override
  public void close() {
    queue.close();
  }
}
