package dev.dermstream.index.search;

import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.lucene.util.FixedBitSet;

/** Which documents have which value of an attribute. Immutable and thread-safe. */
final class AttributeRows {
  /** A message names no more values than a reader takes in. */
  private static final int MOST_NAMED = 20;

  private final String name;
  private final int count;
  private final NavigableMap<String, FixedBitSet> rows = new TreeMap<>();

  /**
   * @param name of the attribute
   * @param values {@code [documents]}, empty where it is not known
   */
  AttributeRows(String name, List<String> values) {
    this.name = name;
    count = values.size();
    for (int doc = 0; doc < count; doc++) {
      if (!values.get(doc).isEmpty()) {
        rows.computeIfAbsent(values.get(doc), _ -> new FixedBitSet(count)).set(doc);
      }
    }
  }

  /**
   * The documents that have one of the values.
   *
   * @throws IllegalArgumentException if no document has a value; the message continues a sentence
   *     that begins with the filter's name
   */
  FixedBitSet any(Collection<String> values) {
    FixedBitSet any = new FixedBitSet(count);
    for (String value : values) {
      FixedBitSet having = rows.get(value);
      if (having == null) {
        throw new IllegalArgumentException(
            "asks for a %s that no training image has; there %s"
                .formatted(name, rows.isEmpty() ? "is none at all" : "are " + known()));
      }
      any.or(having);
    }
    return any;
  }

  private String known() {
    String named = rows.keySet().stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    return rows.size() > MOST_NAMED ? named + " and others" : named;
  }
}
