package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.node.generate.Interruption;
import dev.dermstream.node.image.DecodeOutcome;
import dev.dermstream.node.image.DecodeOutcome.Decoded;
import dev.dermstream.node.image.DecodeOutcome.Refused;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.v1.ImageInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes an image and brings it to the model's size. A picture may be hundreds of megabytes; it
 * does not outlive the call. Thread-safe.
 */
record ImagePreparer(ImageDecoder decoder, ServingModel model) {
  private static final Logger log = LoggerFactory.getLogger(ImagePreparer.class);

  Preparation prepare(byte[] bytes, Interruption interruption, StageClock clock) {
    long begunNanos = System.nanoTime();
    DecodeOutcome outcome = decoder.decode(bytes, model::fills);
    long nanos = System.nanoTime() - begunNanos;
    return switch (outcome) {
      case Refused refused -> {
        clock.add("decode", refused.code().name(), nanos);
        yield new Preparation.Unfit(refused.code(), refused.sentence());
      }
      case Decoded decoded -> {
        clock.add("decode", StageClock.OK, nanos);
        yield preprocess(decoded, interruption, clock);
      }
    };
  }

  private Preparation preprocess(Decoded decoded, Interruption interruption, StageClock clock) {
    try (decoded) {
      interruption.check();
      PixelValues pixels = clock.time("preprocess", () -> model.preprocess(decoded.image()));
      return new Preparation.Ready(pixels, info(decoded));
    } catch (IllegalArgumentException e) {
      log.debug("The picture cannot be resized", e);
      return new Preparation.Unfit(
          ErrorCode.IMAGE_TOO_LARGE, "The image is too narrow to be resized for the model.");
    }
  }

  private static ImageInfo info(Decoded decoded) {
    return ImageInfo.newBuilder()
        .setFormat(decoded.format().name())
        .setWidth(decoded.width())
        .setHeight(decoded.height())
        .build();
  }
}
