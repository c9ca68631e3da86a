package dev.dermstream.command;

import dev.dermstream.node.image.DecodeOutcome;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.server.NodeConfig;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.trainer.dataset.PictureReader;
import java.io.IOException;

/** Pictures read by the decoders that serve, with their defaults. */
final class ServedPictures implements PictureReader, AutoCloseable {
  private final ImageDecoder decoder;

  private ServedPictures(ImageDecoder decoder) {
    this.decoder = decoder;
  }

  static ServedPictures open() throws IOException {
    return new ServedPictures(ImageDecoder.open(NodeConfig.from(Configuration.load(null)).image()));
  }

  @Override
  public RgbImage read(byte[] bytes) throws IOException {
    return switch (decoder.decode(bytes)) {
      case DecodeOutcome.Decoded decoded -> {
        try (decoded) {
          yield decoded.image();
        }
      }
      case DecodeOutcome.Refused refused ->
          throw new IOException(refused.code() + ": " + refused.sentence());
    };
  }

  @Override
  public void close() {
    decoder.close();
  }
}
