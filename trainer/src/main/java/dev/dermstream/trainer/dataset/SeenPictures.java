package dev.dermstream.trainer.dataset;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pictures of one or more manifests, by the digests of their files: a file that holds the same
 * bytes as one before is the same picture under another name. Not thread-safe.
 */
public final class SeenPictures {
  private final Map<String, PlacedRow> byDigest = new HashMap<>();

  /** What is wrong with a picture that was there before; else it is remembered. */
  Optional<String> problem(PlacedRow row, String digest) {
    PlacedRow before = byDigest.putIfAbsent(digest, row);
    return before == null
        ? Optional.empty()
        : Optional.of(
            "image %s is a copy of %s of %s"
                .formatted(row.row().image(), before.row().image(), before.place()));
  }
}
