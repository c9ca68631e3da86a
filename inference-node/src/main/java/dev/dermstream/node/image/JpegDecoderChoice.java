package dev.dermstream.node.image;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What decodes JPEG, {@code dermstream.node.image.jpeg-decoder}. */
public enum JpegDecoderChoice {
  /** libjpeg-turbo where the system has it, the JDK elsewhere. */
  AUTO,
  /** libjpeg-turbo or no start. */
  TURBOJPEG,
  /** The JDK. */
  JDK;

  private static final Logger log = LoggerFactory.getLogger(JpegDecoderChoice.class);

  /**
   * Opens the decoder and says in the log which it is.
   *
   * @param scaled whether pictures may be decoded at half their size; the JDK cannot
   * @throws IOException if libjpeg-turbo is demanded and cannot be used; the message says why
   */
  JpegDecoder open(boolean scaled) throws IOException {
    JpegDecoder decoder =
        switch (this) {
          case AUTO -> turboJpegOrJdk(scaled);
          case TURBOJPEG -> new TurboJpegDecoder(TurboJpegLibrary.load(), scaled);
          case JDK -> new JdkJpegDecoder();
        };
    log.info("JPEG is decoded by {}", decoder.describe());
    return decoder;
  }

  private static JpegDecoder turboJpegOrJdk(boolean scaled) {
    try {
      return new TurboJpegDecoder(TurboJpegLibrary.load(), scaled);
    } catch (IOException e) {
      log.info("libjpeg-turbo is not used: {}", e.getMessage());
      return new JdkJpegDecoder();
    }
  }
}
