package dev.dermstream.loadtest.batch;

import dev.dermstream.node.batch.BatchListener;
import java.util.concurrent.atomic.LongAdder;

/** Counts batches and their items. Thread-safe. */
final class BatchCount implements BatchListener {
  private final LongAdder batches = new LongAdder();
  private final LongAdder items = new LongAdder();

  @Override
  public void ran(int size, long nanos, boolean succeeded) {
    batches.increment();
    items.add(size);
  }

  double mean() {
    return items.doubleValue() / batches.doubleValue();
  }
}
