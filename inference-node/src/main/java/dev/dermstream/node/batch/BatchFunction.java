package dev.dermstream.node.batch;

import java.util.List;

/**
 * One worker of a device: answers a batch. Called by one thread, one batch at a time.
 *
 * @param <I> an item
 * @param <O> its answer
 */
@FunctionalInterface
public interface BatchFunction<I, O> {
  /**
   * Runs a batch.
   *
   * @param items at least one, at most the batcher's largest size
   * @return an answer for every item, in their order
   * @throws dev.dermstream.error.ServiceException ENGINE_FAILED if the device is at fault and
   *     another try on it is of no use; every other failure is taken for an item's own
   */
  List<O> run(List<I> items);
}
