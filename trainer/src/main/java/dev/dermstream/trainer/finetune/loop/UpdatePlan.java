package dev.dermstream.trainer.finetune.loop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Which example is drawn at which place of a run: every pass over the examples is shuffled anew. A
 * function of seed and place, so that a run that goes on draws what it would have drawn. Not
 * thread-safe.
 */
final class UpdatePlan {
  private static final long PURPOSE = 1;

  /** Batches among which sequences of like length find each other. */
  private static final int CHUNK = 16;

  private static final int KEPT_EPOCHS = 2;

  private final int[] lengths;
  private final int perUpdate;
  private final int batch;
  private final long draws;
  private final long seed;
  private final Map<Long, int[]> orders =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, int[]> eldest) {
          return size() > KEPT_EPOCHS;
        }
      };

  /**
   * A plan.
   *
   * @param lengths tokens of every example
   * @param perUpdate examples of an update
   * @param batch sequences that should be of like length; 1 to leave the order to chance
   * @param draws in all
   */
  UpdatePlan(int[] lengths, int perUpdate, int batch, long draws, long seed) {
    this.lengths = lengths.clone();
    this.perUpdate = perUpdate;
    this.batch = batch;
    this.draws = draws;
    this.seed = seed;
  }

  /**
   * An example at a place of the run.
   *
   * @param place from 0, different for every draw
   * @param example that is drawn there
   */
  record Draw(long place, int example) {}

  /** The examples of an update, counted from 0; the last one may have fewer. */
  List<Draw> update(int step) {
    List<Draw> update = new ArrayList<>();
    long first = (long) step * perUpdate;
    for (long place = first; place < Math.min(draws, first + perUpdate); place++) {
      int[] order = orders.computeIfAbsent(place / lengths.length, this::order);
      update.add(new Draw(place, order[(int) (place % lengths.length)]));
    }
    return update;
  }

  private int[] order(long epoch) {
    SplittableRandom random = Seeds.at(seed, PURPOSE, epoch);
    Integer[] order = new Integer[lengths.length];
    Arrays.setAll(order, i -> i);
    shuffle(order, random);
    return Arrays.stream(batch == 1 ? order : grouped(order, random))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Chunks are sorted by length and their batches shuffled. */
  private Integer[] grouped(Integer[] order, RandomGenerator random) {
    int chunk = batch * CHUNK;
    List<Integer> grouped = new ArrayList<>(order.length);
    for (int first = 0; first < order.length; first += chunk) {
      Integer[] part = Arrays.copyOfRange(order, first, Math.min(order.length, first + chunk));
      Arrays.sort(part, Comparator.comparingInt((Integer example) -> lengths[example]));
      Integer[] batches = new Integer[part.length / batch];
      Arrays.setAll(batches, i -> i);
      shuffle(batches, random);
      List<Integer> sorted = Arrays.asList(part);
      for (int each : batches) {
        grouped.addAll(sorted.subList(each * batch, (each + 1) * batch));
      }
      grouped.addAll(sorted.subList(batches.length * batch, part.length));
    }
    return grouped.toArray(Integer[]::new);
  }

  private static void shuffle(Integer[] values, RandomGenerator random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      Integer other = values[j];
      values[j] = values[i];
      values[i] = other;
    }
  }
}
