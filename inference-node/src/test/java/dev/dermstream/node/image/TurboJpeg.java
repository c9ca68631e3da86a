package dev.dermstream.node.image;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;

/** libjpeg-turbo for tests; without it on this system they end as aborted, which is reported. */
final class TurboJpeg {
  private TurboJpeg() {}

  static TurboJpegDecoder decoder(boolean scaled) {
    try {
      return new TurboJpegDecoder(TurboJpegLibrary.load(), scaled);
    } catch (IOException e) {
      return abort("Not tested: " + e.getMessage());
    }
  }
}
