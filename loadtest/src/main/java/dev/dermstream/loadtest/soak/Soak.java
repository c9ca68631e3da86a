package dev.dermstream.loadtest.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Sends good and bad requests in a seeded order, every third bad, so many at a time; stops for each
 * look at the memory until nothing is under way.
 */
final class Soak {
  private static final int IN_FLIGHT = 16;
  private static final int SAMPLES = 24;
  private static final long WAIT_SECONDS = 60;

  private final ProbeGroup good;
  private final ProbeGroup bad;
  private final MemoryProbe memory;
  private final RandomGenerator random;
  private final Semaphore places = new Semaphore(IN_FLIGHT);
  private final SortedMap<String, SortedMap<String, Long>> verdicts = new TreeMap<>();
  private final Map<String, String> expected = new HashMap<>();

  Soak(List<Probe> good, List<Probe> bad, MemoryProbe memory, long seed) {
    this.good = new ProbeGroup(good);
    this.bad = new ProbeGroup(bad);
    this.memory = memory;
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    good.forEach(probe -> expected.put(probe.name(), probe.expected()));
    bad.forEach(probe -> expected.put(probe.name(), probe.expected()));
  }

  /**
   * Runs.
   *
   * @throws IOException if the node's memory cannot be read, or it has left requests without an end
   */
  SoakReport run(long requests) throws IOException, InterruptedException {
    List<MemorySample> samples = new ArrayList<>();
    for (int part = 0; part < SAMPLES; part++) {
      long to = requests * (part + 1) / SAMPLES;
      for (long i = requests * part / SAMPLES; i < to; i++) {
        acquire(1);
        send((i % 3 == 2 ? bad : good).draw(random));
      }
      acquire(IN_FLIGHT);
      places.release(IN_FLIGHT);
      samples.add(memory.sample(to));
    }
    synchronized (verdicts) {
      return new SoakReport(verdicts, expected, samples);
    }
  }

  private void acquire(int permits) throws IOException, InterruptedException {
    if (!places.tryAcquire(permits, WAIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("Requests have had no end for " + WAIT_SECONDS + " s");
    }
  }

  private void send(Probe probe) {
    var _ =
        probe
            .send()
            .get()
            .whenComplete((verdict, failure) -> {
              count(probe.name(), failure == null ? verdict : failure.toString());
              places.release();
            });
  }

  private void count(String probe, String verdict) {
    synchronized (verdicts) {
      verdicts.computeIfAbsent(probe, key -> new TreeMap<>()).merge(verdict, 1L, Long::sum);
    }
  }
}
