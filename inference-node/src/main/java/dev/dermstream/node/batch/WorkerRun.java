package dev.dermstream.node.batch;

/**
 * What a worker is doing.
 *
 * @param worker its number, from 0
 * @param startNanos when its current run began, on the scale of {@link System#nanoTime}
 * @param items size of the current run; 0 if it is idle
 */
public record WorkerRun(int worker, long startNanos, int items) {
  /** True while the device works on a batch. */
  public boolean running() {
    return items > 0;
  }
}
