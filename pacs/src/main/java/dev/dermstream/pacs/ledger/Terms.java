package dev.dermstream.pacs.ledger;

import dev.dermstream.v1.Lane;
import java.time.Instant;
import java.util.Optional;

/**
 * How an object is to be worked on.
 *
 * @param lane ROUTINE unless the sender says otherwise
 * @param deadline when an answer is of no use any more
 * @param frame of the session that it came over
 */
public record Terms(Lane lane, Optional<Instant> deadline, Optional<SessionFrame> frame) {
  /** Of senders that can say nothing about it. */
  public static final Terms ROUTINE =
      new Terms(Lane.LANE_ROUTINE, Optional.empty(), Optional.empty());

  /**
   * The frame that ended an object.
   *
   * @param sequence over 0; all frames up to it are stored when the object is
   */
  public record SessionFrame(String sessionId, long sequence) {}
}
