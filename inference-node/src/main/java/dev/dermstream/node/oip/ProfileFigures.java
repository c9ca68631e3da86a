package dev.dermstream.node.oip;

import dev.dermstream.oip.v2.InferStatistics;
import dev.dermstream.oip.v2.ModelStatistics;
import dev.dermstream.oip.v2.StatisticDuration;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What a profile has answered since the node began. Thread-safe. */
final class ProfileFigures {
  private final Sum success = new Sum();
  private final Sum fail = new Sum();
  private final AtomicLong lastMillis = new AtomicLong();

  void ended(boolean answered, long nanos) {
    (answered ? success : fail).add(nanos);
    lastMillis.set(Clock.systemUTC().millis());
  }

  ModelStatistics write(String name, String version) {
    long answered = success.count.sum();
    return ModelStatistics.newBuilder()
        .setName(name)
        .setVersion(version)
        .setLastInference(lastMillis.get())
        .setInferenceCount(answered)
        .setExecutionCount(answered)
        .setInferenceStats(
            InferStatistics.newBuilder().setSuccess(success.write()).setFail(fail.write()))
        .build();
  }

  private static final class Sum {
    private final LongAdder count = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    void add(long more) {
      count.increment();
      nanos.add(more);
    }

    StatisticDuration write() {
      return StatisticDuration.newBuilder().setCount(count.sum()).setNs(nanos.sum()).build();
    }
  }
}
