package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.v1.ImageInfo;
import java.util.List;

/** What the first stage made of a request. */
sealed interface Prepared {
  /**
   * Ready for the encoder.
   *
   * @param further the lesions beside the one that the picture is of
   * @param asked of the language model
   */
  record Ready(Picture picture, ImageInfo info, List<Cutting> further, Asked asked)
      implements Prepared {
    public Ready {
      further = List.copyOf(further);
    }
  }

  /** The image cannot be screened. */
  record Unfit(ErrorCode code, String sentence) implements Prepared {}
}
