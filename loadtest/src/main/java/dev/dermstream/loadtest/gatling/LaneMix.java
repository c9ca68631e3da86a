package dev.dermstream.loadtest.gatling;

import dev.dermstream.v1.Lane;
import java.util.Map;
import java.util.TreeMap;

/**
 * How requests divide among the lanes.
 *
 * @param parts of STAT, ROUTINE and BATCH, over 0, summing to 1; a lane without requests is absent
 */
record LaneMix(Map<Lane, Double> parts) {
  LaneMix {
    parts = Map.copyOf(parts);
  }

  /** STAT, ROUTINE and BATCH as numbers with colons between them, for example 20:70:10. */
  static LaneMix of(String text) {
    if (!text.matches("\\d{1,6}(:\\d{1,6}){2}")) {
      throw new IllegalArgumentException(
          "lanes must be STAT:ROUTINE:BATCH in numbers, for example 20:70:10, not " + text);
    }
    String[] numbers = text.split(":", -1);
    double sum = 0;
    for (String number : numbers) {
      sum += Integer.parseInt(number);
    }
    if (sum == 0) {
      throw new IllegalArgumentException("lanes must not all be 0");
    }
    Map<Lane, Double> parts = new TreeMap<>();
    for (int i = 0; i < numbers.length; i++) {
      int number = Integer.parseInt(numbers[i]);
      if (number > 0) {
        parts.put(Lane.forNumber(i + 1), number / sum);
      }
    }
    return new LaneMix(parts);
  }

  /** A lane's word: STAT, ROUTINE, BATCH. */
  static String word(Lane lane) {
    return lane.name().replace("LANE_", "");
  }
}
