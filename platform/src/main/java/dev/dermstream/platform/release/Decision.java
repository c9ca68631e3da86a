package dev.dermstream.platform.release;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a store's history: from its epoch on this release was live.
 *
 * @param release its id
 * @param epoch one more than that of the decision before
 * @param previous the release that may answer until this one is loaded; empty for none
 * @param kind what the decision was
 * @param reason for a person; may be empty
 * @param decidedAt ISO 8601, UTC
 */
public record Decision(
    String release,
    long epoch,
    String previous,
    Kind kind,
    String reason,
    @SerializedName("decided_at") String decidedAt) {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** What a decision was. */
  public enum Kind {
    /** The release follows the one before. */
    ACTIVATE,
    /** The decision before is taken back. */
    ROLLBACK
  }

  /** What servers and gateways need of it. */
  public LiveRelease live() {
    return new LiveRelease(release, epoch, previous);
  }

  String toJson() {
    return GSON.toJson(this) + "\n";
  }

  static Decision read(Path file) throws IOException {
    LiveRelease live = LiveRelease.read(file);
    try {
      Written written =
          Objects.requireNonNull(GSON.fromJson(Files.readString(file), Written.class));
      return new Decision(
          live.releaseId(),
          live.epoch(),
          live.previous(),
          written.kind() == null ? Kind.ACTIVATE : written.kind(),
          Objects.requireNonNullElse(written.reason(), ""),
          Objects.requireNonNullElse(written.decidedAt(), ""));
    } catch (JsonParseException e) {
      throw new IOException(file + ": is no decision", e);
    }
  }

  private record Written(
      @Nullable Kind kind,
      @Nullable String reason,
      @SerializedName("decided_at") @Nullable String decidedAt) {}
}
