package dev.dermstream.batch.ledger;

import dev.dermstream.batch.v1.ImageOutcome;
import org.jspecify.annotations.Nullable;

/** An image that has an end, while more of its files may come. Not thread-safe. */
final class KnownImage {
  private final Digest digest;
  private final ImageOutcome outcome;
  private final @Nullable Conclusion conclusion;
  private final long oldFiles;
  private long first;
  private long files;

  private KnownImage(
      Digest digest,
      ImageOutcome outcome,
      long first,
      long files,
      @Nullable Conclusion conclusion) {
    this.digest = digest;
    this.outcome = outcome;
    this.first = first;
    this.files = files;
    this.oldFiles = files;
    this.conclusion = conclusion;
  }

  static KnownImage old(Digest digest, ImageOutcome outcome, long first, long files) {
    return new KnownImage(digest, outcome, first, files, null);
  }

  static KnownImage fresh(Digest digest, Conclusion conclusion) {
    return new KnownImage(digest, conclusion.outcome(), conclusion.position(), 1, conclusion);
  }

  /**
   * Notes that another file holds it.
   *
   * @return whether that is now the first one
   */
  boolean add(long position) {
    files++;
    boolean before = position < first;
    first = Math.min(first, position);
    return before;
  }

  Digest digest() {
    return digest;
  }

  ImageOutcome outcome() {
    return outcome;
  }

  /** Lowest position of its files. */
  long first() {
    return first;
  }

  long files() {
    return files;
  }

  boolean hasGrown() {
    return files > oldFiles;
  }

  /** By which it is new; null if the ledger has it. */
  @Nullable Conclusion conclusion() {
    return conclusion;
  }
}
