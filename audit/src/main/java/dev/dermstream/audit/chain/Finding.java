package dev.dermstream.audit.chain;

/**
 * Something that is not as it was written.
 *
 * @param sequence the record at which it shows
 * @param sentence what is wrong, for a person
 */
public record Finding(String chain, long sequence, String sentence) {
  @Override
  public String toString() {
    return "%s, record %d: %s".formatted(chain, sequence, sentence);
  }
}
