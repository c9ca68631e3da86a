package dev.dermstream.loadtest.soak;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Draws probes by weight. */
final class ProbeGroup {
  private final NavigableMap<Integer, Probe> byUpperEnd = new TreeMap<>();
  private int total;

  ProbeGroup(List<Probe> probes) {
    for (Probe probe : probes) {
      total += probe.weight();
      byUpperEnd.put(total, probe);
    }
  }

  Probe draw(RandomGenerator random) {
    return byUpperEnd.higherEntry(random.nextInt(total)).getValue();
  }
}
