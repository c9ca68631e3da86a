package dev.dermstream.audit.chain;

import java.time.Instant;
import java.util.List;

/**
 * One record in its place. The text is one JSON object that begins with {@code chain}, {@code
 * sequence}, {@code previous} (the former record's hash) and {@code at}; it is hashed as it stands
 * and stored as it stands, so there is nothing to bring into a canonical form before it can be
 * checked.
 *
 * @param text what is stored, without a line end
 * @param place its chain, sequence and the SHA-256 of the text's UTF-8 bytes
 */
public record Link(ChainHead place, Instant at, String text) {
  /** Sets a record behind a place. */
  public static Link of(ChainHead before, ChainRecord record) {
    LinkText text = new LinkText(before, record.at());
    return switch (record) {
      case ImageRecord image -> text.image(image);
      case EventRecord event -> text.event(event);
    };
  }

  /** Sets the record of an image behind a place. */
  public static Link image(ChainHead before, ImageRecord image) {
    return of(before, image);
  }

  /**
   * Testifies behind a place that the records of some chains up to a base each were removed because
   * they had been kept long enough.
   */
  public static Link retention(ChainHead before, Instant at, List<ChainHead> bases) {
    return new LinkText(before, at).retention(bases);
  }
}
