package dev.dermstream.batch.report;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts by name, of so many names at most: the names that come later are counted together. */
final class NamedCounts {
  static final String OTHERS = "others";

  /** A name and how often it came. */
  record Named(String name, long count) {}

  private final int mostNames;
  private final Map<String, Long> counts = new HashMap<>();

  NamedCounts(int mostNames) {
    this.mostNames = mostNames;
  }

  void add(String name) {
    boolean room = counts.size() < mostNames || counts.containsKey(name);
    counts.merge(room ? name : OTHERS, 1L, Long::sum);
  }

  long of(String name) {
    return counts.getOrDefault(name, 0L);
  }

  Set<String> names() {
    return Set.copyOf(counts.keySet());
  }

  long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The most frequent first, equal ones by name. */
  List<Named> descending() {
    return counts.entrySet().stream()
        .map(entry -> new Named(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingLong(Named::count).reversed().thenComparing(Named::name))
        .toList();
  }
}
