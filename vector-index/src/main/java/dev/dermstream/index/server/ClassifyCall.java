package dev.dermstream.index.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.index.search.SearchFilter;
import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.platform.release.Succession;
import dev.dermstream.platform.telemetry.LogContext;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.platform.telemetry.StageRecorder;
import dev.dermstream.platform.tracing.Trace;
import dev.dermstream.platform.tracing.TracedCalls;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.StageTiming;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One accepted request, from the queue to its answer. Runs once, on a search thread; a caller who
 * went away, or whose deadline passed while the request waited, costs no search.
 */
final class ClassifyCall implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(ClassifyCall.class);
  private static final String ROLE = "index";
  private static final String OK = "ok";

  private final Succession<ServedRelease>.Use release;
  private final ServedProfile profile;
  private final ClassifyRequest request;
  private final float[] embedding;
  private final SearchFilter neighborFilter;
  private final ServerCallStreamObserver<ClassifyResponse> observer;
  private final Trace trace = TracedCalls.current();
  private final StageRecorder stages;
  private final @Nullable Deadline deadline = Context.current().getDeadline();
  private final long acceptedNanos = System.nanoTime();

  /**
   * Made on the thread that carries the call's context.
   *
   * @param release held to the end of the call
   */
  ClassifyCall(
      Succession<ServedRelease>.Use release,
      ServedProfile profile,
      ClassifyRequest request,
      float[] embedding,
      SearchFilter neighborFilter,
      ServerCallStreamObserver<ClassifyResponse> observer,
      StageMetrics metrics) {
    this.release = release;
    this.profile = profile;
    this.request = request;
    this.embedding = embedding;
    this.neighborFilter = neighborFilter;
    this.observer = observer;
    stages = metrics.of(ROLE, StageMetrics.NO_LANE, profile.profile().name(), trace);
  }

  @Override
  public void run() {
    try (release;
        LogContext _ = LogContext.of(request.getRequestId(), trace)) {
      classify();
    }
  }

  /** For a call that will not run: its release may go. */
  void letGo() {
    release.close();
  }

  private void classify() {
    long begunNanos = System.nanoTime();
    if (isAbandoned()) {
      recordAbandoned();
      return;
    }
    stages.span("queue", OK, begunNanos - acceptedNanos);
    StageTiming queued = timing("classify_queue", begunNanos - acceptedNanos);
    try {
      ClassifyResponse.Builder answer =
          profile.classify(
              embedding, request.getTopClusters(), request.getTopNeighbors(), neighborFilter);
      if (request.getClusterMap()) {
        profile.map(embedding).ifPresent(answer::setClusterMap);
      }
      long nanos = System.nanoTime() - begunNanos;
      stages.span("classify", OK, nanos);
      observer.onNext(
          answer
              .setReleaseId(release.id())
              .addTimings(queued)
              .addTimings(timing("classify", nanos))
              .build());
      observer.onCompleted();
    } catch (IOException | RuntimeException | java.lang.Error e) {
      // Errors too: a caller must never wait for an answer that nobody will send.
      log.error("Request {} failed", request.getRequestId(), e);
      Error told = StatusMapping.toError(e, request.getRequestId());
      stages.span("classify", told.getCode(), System.nanoTime() - begunNanos);
      observer.onError(StatusMapping.toException(told));
    }
  }

  /** Notes a request that no thread had begun when its caller went away. */
  void recordAbandoned() {
    stages.span("queue", abandonment().name(), System.nanoTime() - acceptedNanos);
  }

  private boolean isAbandoned() {
    return observer.isCancelled() || isExpired();
  }

  private ErrorCode abandonment() {
    return isExpired() ? ErrorCode.DEADLINE : ErrorCode.CANCELLED;
  }

  private StageTiming timing(String stage, long nanos) {
    StageTiming.Builder timing = StageTiming.newBuilder().setStage(stage).setNanos(nanos);
    if (deadline != null) {
      timing.setRemainingNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
    }
    return timing.build();
  }

  private boolean isExpired() {
    return deadline != null && deadline.isExpired();
  }
}
