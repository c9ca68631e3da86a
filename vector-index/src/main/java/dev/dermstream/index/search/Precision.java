package dev.dermstream.index.search;

import java.util.Arrays;
import java.util.Optional;

/**
 * In how many bits a search looks at the vectors on its way. Whatever it is, the neighbours that
 * are named come with their exact float32 cosine and are ordered by it.
 */
public enum Precision {
  /** Lucene's own search over the float32 vectors. */
  FLOAT32("float32"),
  /** Seven bits a value: a quarter of the memory that a search reads. */
  INT7("int7"),
  /** Four bits a value: an eighth; finds a little less at equal candidates. */
  INT4("int4"),
  /**
   * Two bits a value: a sixteenth, compared by counting bits; finds a little less again. Vectors of
   * fewer than 256 values, for which that is too coarse, are kept in seven bits.
   */
  INT2("int2");

  /** The fastest at a recall@10 of 0.98 and more: docs/benchmarks.md. */
  public static final Precision DEFAULT = INT2;

  private final String key;

  Precision(String key) {
    this.key = key;
  }

  /** As the configuration names it. */
  public String key() {
    return key;
  }

  /** The precision of that name. */
  public static Optional<Precision> of(String key) {
    return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
  }
}
