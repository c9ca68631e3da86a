package dev.dermstream.dicom.association;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Places, so many of all and so many of each peer's names. Thread-safe. */
final class Slots {
  /** A place that is held; given back once, however often it is closed. */
  interface Slot extends AutoCloseable {
    @Override
    void close();
  }

  private final int max;
  private final int maxPerName;
  private final Map<Object, Integer> taken = new HashMap<>();
  private int count;

  Slots(int max, int maxPerName) {
    this.max = max;
    this.maxPerName = maxPerName;
  }

  /** Takes a place if there is one under each of the names. */
  synchronized Optional<Slot> take(List<Object> names) {
    if (count == max
        || names.stream().anyMatch(name -> taken.getOrDefault(name, 0) >= maxPerName)) {
      return Optional.empty();
    }
    count++;
    names.forEach(name -> taken.merge(name, 1, Integer::sum));
    AtomicBoolean held = new AtomicBoolean(true);
    return Optional.of(() -> {
      if (held.compareAndSet(true, false)) {
        giveBack(names);
      }
    });
  }

  private synchronized void giveBack(List<Object> names) {
    count--;
    names.forEach(name -> taken.computeIfPresent(name, (key, held) -> held == 1 ? null : held - 1));
  }
}
