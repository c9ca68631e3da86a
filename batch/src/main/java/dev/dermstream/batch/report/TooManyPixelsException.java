package dev.dermstream.batch.report;

import java.io.IOException;

/** A picture is larger than what is decoded for a thumbnail. */
final class TooManyPixelsException extends IOException {
  private static final long serialVersionUID = 1L;

  TooManyPixelsException() {
    super("The picture has more than " + ThumbnailReader.MOST_PIXELS + " pixels.");
  }
}
