package dev.dermstream.loadtest.lanes;

import io.grpc.Status;
import java.util.concurrent.atomic.LongAdder;

/** How many images ended how. Thread-safe. */
final class Outcomes {
  private final LongAdder answered = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failed = new LongAdder();

  void answered() {
    answered.increment();
  }

  void failed(Status.Code code) {
    (code == Status.Code.RESOURCE_EXHAUSTED ? refused : failed).increment();
  }

  @Override
  public String toString() {
    return "%d answered, %d refused, %d failed"
        .formatted(answered.sum(), refused.sum(), failed.sum());
  }
}
