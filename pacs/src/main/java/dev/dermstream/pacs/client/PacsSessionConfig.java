package dev.dermstream.pacs.client;

import dev.dermstream.v1.Lane;
import java.time.Duration;

/**
 * How a client goes about it.
 *
 * @param lane of its objects
 * @param maxPending objects that are handed in and have no receipt yet; they are held in memory
 * @param chunkBytes of an object's pieces, 1 to 1 MiB
 * @param minBackoff first pause before a connection is tried again; doubled each time
 * @param maxBackoff longest pause
 * @param giveUpAfter how long no connection may get a welcome before the session fails
 */
public record PacsSessionConfig(
    Lane lane,
    int maxPending,
    int chunkBytes,
    Duration minBackoff,
    Duration maxBackoff,
    Duration giveUpAfter) {
  private static final int MOST_CHUNK_BYTES = 1 << 20;

  /** For most uses. */
  public static final PacsSessionConfig USUAL =
      new PacsSessionConfig(
          Lane.LANE_ROUTINE,
          64,
          MOST_CHUNK_BYTES / 4,
          Duration.ofMillis(100),
          Duration.ofSeconds(10),
          Duration.ofMinutes(10));

  public PacsSessionConfig {
    if (maxPending < 1 || chunkBytes < 1 || chunkBytes > MOST_CHUNK_BYTES) {
      throw new IllegalArgumentException("maxPending or chunkBytes is out of range");
    }
  }
}
