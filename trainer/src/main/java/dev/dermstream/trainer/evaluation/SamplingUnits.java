package dev.dermstream.trainer.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What the bootstrap draws: single samples, or groups whose samples belong together and come or go
 * as one (the cluster bootstrap: Davison and Hinkley: Bootstrap Methods and their Application,
 * 1997, section 3.8).
 *
 * @param kind for example {@code sample} or {@code group}
 * @param unitOf {@code [samples]} the unit of each, 0 to count - 1
 * @param count units, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read often, compared nowhere
public record SamplingUnits(String kind, int[] unitOf, int count) {
  /** Every sample by itself. */
  public static SamplingUnits single(int samples) {
    return new SamplingUnits("sample", IntStream.range(0, samples).toArray(), samples);
  }

  /** Samples of equal keys together. */
  public static SamplingUnits of(String kind, List<?> keys) {
    Map<Object, Integer> numbers = new HashMap<>();
    int[] unitOf =
        keys.stream()
            .mapToInt(key -> {
              int next = numbers.size();
              return numbers.computeIfAbsent(key, any -> next);
            })
            .toArray();
    return new SamplingUnits(kind, unitOf, numbers.size());
  }

  int samples() {
    return unitOf.length;
  }
}
