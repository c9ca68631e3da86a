package dev.dermstream.platform.release;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which release answers now. Decided once, by whoever writes the file, and never by the cluster,
 * parts of which may not see one another.
 *
 * @param releaseId as {@link Release#id}; empty for any
 * @param epoch grows with every decision; 0 before the first
 * @param previous the release that may still answer where the live one is not loaded yet; empty if
 *     none may
 */
public record LiveRelease(String releaseId, long epoch, String previous) {
  /** No decision yet. */
  public static final LiveRelease ANY = new LiveRelease("", 0);

  /** A decision after which no other release may answer. */
  public LiveRelease(String releaseId, long epoch) {
    this(releaseId, epoch, "");
  }

  /**
   * Reads a decision, a JSON object with {@code release}, {@code epoch} and, if there is one,
   * {@code previous}; to be replaced by an atomic rename.
   *
   * @throws IOException if it cannot be read or is no decision
   */
  public static LiveRelease read(Path file) throws IOException {
    try {
      Written written = new Gson().fromJson(Files.readString(file), Written.class);
      if (written == null || written.release == null || written.epoch < 1) {
        throw new IOException(file + ": must have a release, and an epoch of 1 or more");
      }
      return new LiveRelease(
          written.release, written.epoch, written.previous == null ? "" : written.previous);
    } catch (JsonParseException e) {
      throw new IOException(file + ": is no JSON object with a release and an epoch", e);
    }
  }

  /** Whether a release may answer: the live one or, until it is loaded, the one before. */
  public boolean admits(String release) {
    return releaseId.isEmpty()
        || release.equals(releaseId)
        || (!previous.isEmpty() && release.equals(previous));
  }

  /**
   * The decision that counts of this one and a later read: the one of the higher epoch. An older
   * one comes from a copy that lags behind.
   *
   * @throws IllegalStateException if both have one epoch and name different releases
   */
  public LiveRelease or(LiveRelease read) {
    if (read.epoch == epoch && !read.releaseId.equals(releaseId)) {
      throw new IllegalStateException(
          "Epoch %d names both %s and %s".formatted(epoch, releaseId, read.releaseId));
    }
    return read.epoch > epoch ? read : this;
  }

  private record Written(@Nullable String release, long epoch, @Nullable String previous) {}
}
