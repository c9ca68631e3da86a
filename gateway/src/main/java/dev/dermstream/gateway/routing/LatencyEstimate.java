package dev.dermstream.gateway.routing;

import java.util.concurrent.atomic.AtomicLong;

/**
 * An average of latencies in which a sample's weight fades with its age: the exponentially weighted
 * moving average over time, new = old w + sample (1 - w) with w = exp(-age / memory). What has not
 * been measured for longer than that is believed ever less, so that a server that was slow once is
 * tried again. Thread-safe without locks: value (float, microseconds) and time (milliseconds) share
 * one word.
 */
final class LatencyEstimate {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final float NANOS_PER_MICRO = 1_000f;
  private static final float MOST_PENALTY_MICROS = 10_000_000f;
  private static final float LEAST_PENALTY_MICROS = 1_000f;

  private final float memoryMillis;
  private final AtomicLong word = new AtomicLong();

  LatencyEstimate(long memoryMillis) {
    this.memoryMillis = memoryMillis;
  }

  /** Takes a sample. */
  void observe(long latencyNanos, long nowNanos) {
    float sample = Math.max(latencyNanos, 1) / NANOS_PER_MICRO;
    long old;
    long next;
    do {
      old = word.get();
      float value = value(old);
      float weight = (float) Math.exp(-age(old, nowNanos) / memoryMillis);
      next = word(value == 0 ? sample : value * weight + sample * (1 - weight), nowNanos);
    } while (!word.compareAndSet(old, next));
  }

  /** Doubles the estimate: a refusal is quick and must not look like speed. */
  void penalise(long nowNanos) {
    long old;
    long next;
    do {
      old = word.get();
      next = word(Math.clamp(2 * value(old), LEAST_PENALTY_MICROS, MOST_PENALTY_MICROS), nowNanos);
    } while (!word.compareAndSet(old, next));
  }

  /** Microseconds; 0 as long as nothing was measured. */
  float micros(long nowNanos) {
    long now = word.get();
    float age = age(now, nowNanos);
    return age <= memoryMillis ? value(now) : value(now) * memoryMillis / age;
  }

  private static long word(float micros, long nowNanos) {
    long value = Float.floatToRawIntBits(micros);
    return (value << Integer.SIZE) | (millis(nowNanos) & 0xFFFF_FFFFL);
  }

  private static float value(long word) {
    return Float.intBitsToFloat((int) (word >>> Integer.SIZE));
  }

  /** Milliseconds since the last sample; the 32 bits wrap after 49 days. */
  private static float age(long word, long nowNanos) {
    return Math.max(0, (int) millis(nowNanos) - (int) word);
  }

  private static long millis(long nanos) {
    return Math.floorDiv(nanos, NANOS_PER_MILLI);
  }
}
