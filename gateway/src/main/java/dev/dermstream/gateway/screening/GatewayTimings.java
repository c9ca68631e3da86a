package dev.dermstream.gateway.screening;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.gateway.upstream.Deadline;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.StageTiming;
import java.util.List;

/**
 * Records what a request spent where, as the gateway saw it. Every stage of an answer is recorded
 * under the role gateway; node and index record their own under theirs. Thread-safe.
 */
public final class GatewayTimings {
  static final String JOIN = "join";
  static final String TOTAL = "total";
  private static final String ROLE = "gateway";
  private static final String OK = "ok";

  /** A caller's text is never a label; a profile counts once a node has confirmed it. */
  private static final String UNCONFIRMED_PROFILE = "unconfirmed";

  private final StageMetrics metrics;

  public GatewayTimings(StageMetrics metrics) {
    this.metrics = metrics;
  }

  /** An answer: all its stages. */
  void answered(String profile, List<StageTiming> timings) {
    record(profile, OK, timings);
  }

  /** A refused image: the stages that it went through, under the reason. */
  void rejected(String profile, Error reason, List<StageTiming> timings) {
    record(profile.isEmpty() ? UNCONFIRMED_PROFILE : profile, outcome(reason), timings);
  }

  /** A failure: its total. */
  void failed(Error error, long totalNanos) {
    metrics.record(ROLE, TOTAL, UNCONFIRMED_PROFILE, outcome(error), totalNanos);
  }

  /** A stage that ends now. */
  static StageTiming timing(String stage, long nanos, Deadline deadline) {
    return StageTiming.newBuilder()
        .setStage(stage)
        .setNanos(nanos)
        .setRemainingNanos(deadline.remainingNanos())
        .build();
  }

  private void record(String profile, String outcome, List<StageTiming> timings) {
    for (StageTiming timing : timings) {
      metrics.record(ROLE, timing.getStage(), profile, outcome, timing.getNanos());
    }
  }

  private static String outcome(Error error) {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.name().equals(error.getCode())) {
        return code.name();
      }
    }
    return ErrorCode.INTERNAL.name();
  }
}
