package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.platform.telemetry.StageRecorder;
import dev.dermstream.v1.StageTiming;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Times the stages of one request, for its answer, metrics and trace. Confined to one thread. */
final class StageClock {
  static final String OK = "ok";

  private final StageRecorder stages;
  private final List<StageTiming> timings = new ArrayList<>();
  private long deadlineNanos = Ticket.NO_DEADLINE;

  StageClock(StageRecorder stages) {
    this.stages = stages;
  }

  /** Runs a stage; one that throws is recorded with its error. */
  <T> T time(String stage, Supplier<T> work) {
    long begunNanos = System.nanoTime();
    String outcome = ErrorCode.INTERNAL.name();
    try {
      T result = work.get();
      outcome = OK;
      return result;
    } catch (ServiceException e) {
      outcome = e.code().name();
      throw e;
    } finally {
      add(stage, outcome, System.nanoTime() - begunNanos);
    }
  }

  /** Records time that was measured elsewhere, in metrics and trace alone. */
  void record(String stage, String outcome, long nanos) {
    stages.span(stage, outcome, nanos);
  }

  void add(String stage, String outcome, long nanos) {
    record(stage, outcome, nanos);
    StageTiming.Builder timing = StageTiming.newBuilder().setStage(stage).setNanos(nanos);
    if (deadlineNanos != Ticket.NO_DEADLINE) {
      timing.setRemainingNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }
    timings.add(timing.build());
  }

  /** Says until when the request has time, as {@link Ticket} counts it. */
  void until(long deadline) {
    deadlineNanos = deadline;
  }

  /** The timings since the last call, in order. */
  List<StageTiming> take() {
    List<StageTiming> taken = List.copyOf(timings);
    timings.clear();
    return taken;
  }
}
