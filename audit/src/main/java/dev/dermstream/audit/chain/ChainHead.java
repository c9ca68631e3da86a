package dev.dermstream.audit.chain;

/**
 * A place in a chain: its record and, by the digest, every record before it.
 *
 * @param chain the chain's name
 * @param sequence of the record, counted from 1; 0 before the first
 * @param hash SHA-256 of the record's text in lower-case hexadecimal; 64 zeros before the first
 */
public record ChainHead(String chain, long sequence, String hash) {
  private static final String NOTHING = "0".repeat(64);

  /** Before the first record. */
  public static ChainHead beginning(String chain) {
    return new ChainHead(chain, 0, NOTHING);
  }
}
