package dev.dermstream.command;

import dev.dermstream.audit.chain.ImageText;
import dev.dermstream.audit.chain.StoredRecord;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which record of an audit is meant. */
final class RecordChoice {
  private static final Pattern PLACE =
      Pattern.compile("([A-Za-z0-9._-]{1,100}):([1-9][0-9]{0,17})");

  @Option(
      names = "--request",
      paramLabel = "ID",
      description = "The record of the request with this id, as reports and logs name it.")
  @Nullable String request;

  @Option(
      names = "--sequence",
      paramLabel = "CHAIN:N",
      description = "Record N of that chain, where several have the id.")
  @Nullable String place;

  /**
   * Whether a record is meant.
   *
   * @throws IllegalArgumentException if a place has another form
   */
  Predicate<StoredRecord> fitting() {
    if (place == null) {
      return row -> isOf(row, Objects.requireNonNull(request));
    }
    Matcher parts = PLACE.matcher(place);
    if (!parts.matches()) {
      throw new IllegalArgumentException("--sequence must be CHAIN:N, for example g:17");
    }
    String chain = parts.group(1);
    long sequence = Long.parseLong(parts.group(2));
    return row -> row.chain().equals(chain) && row.sequence() == sequence;
  }

  /** Few texts hold the id, so few are read. */
  private static boolean isOf(StoredRecord row, String request) {
    return row.text().contains(request)
        && ImageText.parse(row.text())
            .filter(image -> image.requestId().equals(request))
            .isPresent();
  }

  @Override
  public String toString() {
    return place != null ? "record " + place : "record of request " + request;
  }
}
