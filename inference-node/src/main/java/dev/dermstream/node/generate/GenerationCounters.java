package dev.dermstream.node.generate;

import java.util.concurrent.atomic.LongAdder;

/** Counts what the loops do. Thread-safe. */
final class GenerationCounters {
  final LongAdder steps = new LongAdder();
  final LongAdder tokens = new LongAdder();
  final LongAdder prefillTokens = new LongAdder();
  final LongAdder repetitions = new LongAdder();
}
