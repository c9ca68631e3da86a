package dev.dermstream.trainer.refresh;

import java.io.IOException;

/** Embeds images with the model of the release that is live, as the running cluster does. */
@FunctionalInterface
public interface ImageEmbedder {
  /**
   * An embedding and where it comes from.
   *
   * @param releaseId that answered
   * @param embedding {@code [dimension]}, L2-normalised
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Embedded(String releaseId, float[] embedding) {}

  /**
   * Embeds one image.
   *
   * @param image the file's bytes
   * @param profile whose model
   * @throws IOException that says why the image cannot be embedded
   */
  Embedded embed(byte[] image, String profile) throws IOException;
}
