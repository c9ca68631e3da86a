package dev.dermstream.loadtest.batch;

import dev.dermstream.node.batch.BatchFunction;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A device whose batch of n items takes {@code fixedNanos + n itemNanos}, as an accelerator's does:
 * launching costs, another item hardly. The calling thread really waits, and uses no processor.
 *
 * @param fixedNanos time of a batch, whatever its size
 * @param itemNanos time that every item adds
 */
public record SimulatedDevice(long fixedNanos, long itemNanos)
    implements BatchFunction<Integer, Integer> {
  @Override
  public List<Integer> run(List<Integer> items) {
    long endNanos = System.nanoTime() + fixedNanos + itemNanos * items.size();
    for (long left = endNanos - System.nanoTime(); left > 0; left = endNanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return items;
  }
}
