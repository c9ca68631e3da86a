package dev.dermstream.batch.report;

import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.ImageResult;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Images without an answer for a reason that is not of medicine: how many of each code, and the
 * first of each.
 */
final class Failures {
  static final int SHOWN = 100;
  private static final int MOST_CODES = 64;

  /** In the order of a page. */
  static final List<ImageOutcome> OUTCOMES =
      List.of(
          ImageOutcome.IMAGE_OUTCOME_REJECTED,
          ImageOutcome.IMAGE_OUTCOME_UNREADABLE,
          ImageOutcome.IMAGE_OUTCOME_SET_ASIDE);

  private final Map<ImageOutcome, NamedCounts> counts = new EnumMap<>(ImageOutcome.class);
  private final TreeMap<String, List<ImageResult>> first = new TreeMap<>();

  void add(ImageResult result) {
    counts
        .computeIfAbsent(result.getOutcome(), _ -> new NamedCounts(MOST_CODES))
        .add(result.getCode());
    List<ImageResult> ofCode = first.get(result.getCode());
    if (ofCode == null && first.size() < MOST_CODES) {
      ofCode = new ArrayList<>();
      first.put(result.getCode(), ofCode);
    }
    if (ofCode != null && ofCode.size() < SHOWN) {
      ofCode.add(result);
    }
  }

  long total() {
    return counts.values().stream().mapToLong(NamedCounts::total).sum();
  }

  /** Codes of an outcome, the most frequent first. */
  List<NamedCounts.Named> codes(ImageOutcome outcome) {
    NamedCounts ofOutcome = counts.get(outcome);
    return ofOutcome == null ? List.of() : ofOutcome.descending();
  }

  /**
   * At most {@link #SHOWN}, by code, then position: every code has its share of the places, so that
   * a frequent one does not hide a rare one.
   */
  List<ImageResult> shown() {
    int each = SHOWN;
    while (each > 1 && taken(each) > SHOWN) {
      each--;
    }
    int share = each;
    return first.values().stream()
        .flatMap(ofCode -> ofCode.stream().limit(share))
        .limit(SHOWN)
        .toList();
  }

  private int taken(int each) {
    return first.values().stream().mapToInt(ofCode -> Math.min(each, ofCode.size())).sum();
  }
}
