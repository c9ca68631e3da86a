package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.node.generate.Interruption;
import dev.dermstream.node.image.DecodeOutcome;
import dev.dermstream.node.image.DecodeOutcome.Decoded;
import dev.dermstream.node.image.DecodeOutcome.Refused;
import dev.dermstream.node.image.EnoughPixels;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.node.region.Region;
import dev.dermstream.node.region.RegionConfig;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.v1.ImageInfo;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes an image, finds its lesions where that is wanted, and brings what is answered to the
 * model's size. A picture may be hundreds of megabytes; it does not outlive the call. Thread-safe.
 */
record ImagePreparer(ImageDecoder decoder, ServingModel model, RegionConfig config) {
  private static final Logger log = LoggerFactory.getLogger(ImagePreparer.class);
  private static final double PERCENT = 100;

  Preparation prepare(
      byte[] bytes, RegionsWanted wanted, Interruption interruption, StageClock clock) {
    long begunNanos = System.nanoTime();
    DecodeOutcome outcome = decoder.decode(bytes, enough(wanted));
    long nanos = System.nanoTime() - begunNanos;
    return switch (outcome) {
      case Refused refused -> {
        clock.add("decode", refused.code().name(), nanos);
        yield new Preparation.Unfit(refused.code(), refused.sentence());
      }
      case Decoded decoded -> {
        clock.add("decode", StageClock.OK, nanos);
        yield preprocess(decoded, wanted, interruption, clock);
      }
    };
  }

  /** A part of a picture needs the pixels that all of it could do without. */
  private EnoughPixels enough(RegionsWanted wanted) {
    return wanted == RegionsWanted.NONE ? model::fills : EnoughPixels.WHOLE;
  }

  private Preparation preprocess(
      Decoded decoded, RegionsWanted wanted, Interruption interruption, StageClock clock) {
    try (decoded) {
      interruption.check();
      RgbImage picture = decoded.image();
      ImageInfo.Builder info =
          ImageInfo.newBuilder()
              .setFormat(decoded.format().name())
              .setWidth(decoded.width())
              .setHeight(decoded.height());
      if (wanted == RegionsWanted.NONE) {
        PixelValues pixels = clock.time("preprocess", () -> model.preprocess(picture));
        return new Preparation.Ready(pixels, info.build(), List.of());
      }
      List<Region> regions =
          clock.time("region", () -> model.regions().orElseThrow().find(picture, config));
      interruption.check();
      List<Preparation.Part> parts =
          clock.time(
              "preprocess",
              () ->
                  regions.stream()
                      .limit(wanted == RegionsWanted.ALL ? regions.size() : 1)
                      .map(region -> part(picture, region))
                      .toList());
      return new Preparation.Ready(
          parts.getFirst().pixels(),
          info.setRegion(parts.getFirst().region()).build(),
          parts.subList(1, parts.size()));
    } catch (IllegalArgumentException e) {
      log.debug("The picture cannot be resized", e);
      return new Preparation.Unfit(
          ErrorCode.IMAGE_TOO_LARGE, "The image is too narrow to be resized for the model.");
    }
  }

  private Preparation.Part part(RgbImage picture, Region region) {
    return new Preparation.Part(model.preprocess(region.box().cut(picture)), message(region));
  }

  private static dev.dermstream.v1.Region message(Region region) {
    return dev.dermstream.v1.Region.newBuilder()
        .setFound(region.found())
        .setX(region.box().x())
        .setY(region.box().y())
        .setWidth(region.box().width())
        .setHeight(region.box().height())
        .setProbabilityPercent(PERCENT * region.probability())
        .build();
  }
}
