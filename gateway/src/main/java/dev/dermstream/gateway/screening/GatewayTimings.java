package dev.dermstream.gateway.screening;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.gateway.admission.Lane;
import dev.dermstream.gateway.upstream.Deadline;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.platform.telemetry.StageRecorder;
import dev.dermstream.platform.tracing.Trace;
import dev.dermstream.platform.tracing.Tracing;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.StageTiming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records what a request spent where, as the gateway saw it. Every stage of an answer is recorded
 * under the role gateway; node and index record their own under theirs. Thread-safe.
 */
public final class GatewayTimings {
  static final String JOIN = "join";
  static final String TOTAL = "total";
  private static final String ROLE = "gateway";
  static final String OK = "ok";
  private static final String OIP = "oip";
  private static final String AUDIT = "audit";

  private final StageMetrics metrics;
  private final EndedCalls calls;
  private final AnsweredImages answers;
  private final String lane;
  private final Trace trace;

  /** Of requests to come; {@link #of} makes those of one. One instance per registry. */
  public GatewayTimings(StageMetrics metrics) {
    this(
        metrics,
        new EndedCalls(metrics.registry()),
        new AnsweredImages(metrics.registry()),
        StageMetrics.NO_LANE,
        Trace.NONE);
  }

  private GatewayTimings(
      StageMetrics metrics, EndedCalls calls, AnsweredImages answers, String lane, Trace trace) {
    this.metrics = metrics;
    this.calls = calls;
    this.answers = answers;
    this.lane = lane;
    this.trace = trace;
  }

  /** Of one request. */
  GatewayTimings of(dev.dermstream.v1.Lane lane, Trace trace) {
    return new GatewayTimings(metrics, calls, answers, Lane.of(lane).name(), trace);
  }

  Tracing tracing() {
    return metrics.tracing();
  }

  EndedCalls calls() {
    return calls;
  }

  /**
   * A call of the Open Inference Protocol, whose messages only pass.
   *
   * @param lane null for a call without one
   * @param method of the protocol, in place of a profile
   * @param outcome "ok" or a constant of the error vocabulary
   */
  public void passed(@Nullable Lane lane, String method, Trace trace, String outcome, long nanos) {
    String name = lane == null ? StageMetrics.NO_LANE : lane.name();
    metrics.of(ROLE, name, method, trace).record(OIP, outcome, nanos);
  }

  /** An answer: all its stages. */
  void answered(String profile, List<StageTiming> timings) {
    record(profile, OK, timings);
  }

  /** A report with an answer: all its stages, and whether the profile abstained. */
  void reported(Report report) {
    answered(report.getProvenance().getProfile(), report.getTimingsList());
    answers.count(report);
  }

  /** A refused image: the stages that it went through, under the reason. */
  void rejected(String profile, Error reason, List<StageTiming> timings) {
    record(profile.isEmpty() ? StageMetrics.UNCONFIRMED : profile, outcome(reason), timings);
  }

  /** A failure: its total. */
  void failed(Error error, long totalNanos) {
    // A caller's text is never a label; a profile counts once a node has confirmed it.
    metrics
        .of(ROLE, lane, StageMetrics.UNCONFIRMED, trace)
        .record(TOTAL, outcome(error), totalNanos);
  }

  /** A request whose caller went away or whose time passed: its total. */
  void abandoned(boolean deadlinePassed, long totalNanos) {
    ErrorCode outcome = deadlinePassed ? ErrorCode.DEADLINE : ErrorCode.CANCELLED;
    metrics
        .of(ROLE, lane, StageMetrics.UNCONFIRMED, trace)
        .record(TOTAL, outcome.name(), totalNanos);
  }

  /**
   * Records how long an end waited for the audit: from now until the step runs.
   *
   * @param profile empty if nobody has confirmed it
   */
  Runnable audited(String profile, Runnable step) {
    long begunNanos = System.nanoTime();
    return () -> {
      metrics
          .of(ROLE, lane, profile.isEmpty() ? StageMetrics.UNCONFIRMED : profile, trace)
          .span(AUDIT, OK, System.nanoTime() - begunNanos);
      step.run();
    };
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
    StageRecorder stages = metrics.of(ROLE, lane, profile, trace);
    for (StageTiming timing : timings) {
      stages.record(timing.getStage(), outcome, timing.getNanos());
    }
  }

  static String outcome(Error error) {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.name().equals(error.getCode())) {
        return code.name();
      }
    }
    return ErrorCode.INTERNAL.name();
  }
}
