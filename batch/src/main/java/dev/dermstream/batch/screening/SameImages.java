package dev.dermstream.batch.screening;

import dev.dermstream.batch.ledger.Conclusion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Files with the same bytes share one answer: of the images that are asked about, and of the last
 * that were, whose answers may not be in the ledger yet. Thread-safe.
 */
final class SameImages {
  private static final int MOST_ENDED = 1_000;

  /** By digest, in order of coming. */
  private final Map<String, CompletableFuture<Conclusion>> images = new LinkedHashMap<>();

  private int ended;

  /** The end of an image that somebody else asks about, or null if the caller is to do it. */
  synchronized @Nullable CompletableFuture<Conclusion> others(
      String digest, CompletableFuture<Conclusion> mine) {
    return images.putIfAbsent(digest, mine);
  }

  /** After the end is known. */
  synchronized void ended() {
    ended++;
    var oldest = images.values().iterator();
    while (ended > MOST_ENDED && oldest.hasNext()) {
      if (oldest.next().isDone()) {
        oldest.remove();
        ended--;
      }
    }
  }

  /** Nobody is to have the failure of somebody else's attempt. */
  synchronized void failed(String digest) {
    images.remove(digest);
  }
}
