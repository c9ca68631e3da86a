package dev.dermstream.gateway.upstream;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.v1.Error;
import io.vertx.core.Context;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a peer again and again whether it serves, by the gRPC health protocol. A peer that answers
 * but does not speak that protocol counts as serving. Lives on the context that starts it.
 */
public final class PeerProbe implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerProbe.class);

  private final String peer;
  private final Upstream<HealthCheckRequest, HealthCheckResponse> check;
  private final Duration interval;
  private final Runnable changed;
  private volatile boolean serving;
  private volatile boolean closed;

  /**
   * @param peer for the log
   * @param interval pause between two questions, and the patience with each
   * @param changed runs on the probe's context after {@link #isServing} changed
   */
  public PeerProbe(
      String peer,
      GrpcClient client,
      UpstreamAddress address,
      Duration interval,
      Runnable changed) {
    this.peer = peer;
    this.check =
        new Upstream<>(
            client, address, "grpc.health.v1.Health/Check", HealthCheckResponse.parser());
    this.interval = interval;
    this.changed = changed;
  }

  /** Probes until it is closed. */
  public void start(Context context) {
    context.runOnContext(nothing -> ask(context));
  }

  /** False until the peer has answered once. Thread-safe. */
  public boolean isServing() {
    return serving;
  }

  /** Asks no more; to be closed before its client. Thread-safe. */
  @Override
  public void close() {
    closed = true;
  }

  private void ask(Context context) {
    if (closed) {
      return;
    }
    Question question = new Question();
    question.call =
        check.start(
            HealthCheckRequest.getDefaultInstance(),
            new CallContext("probe-" + peer, Deadline.after(interval)),
            question);
    context
        .owner()
        .setTimer(
            interval.toMillis(),
            id -> {
              question.expire();
              ask(context);
            });
  }

  private void heard(boolean nowServing) {
    if (nowServing != serving) {
      serving = nowServing;
      LOG.info("The {} {}", peer, nowServing ? "serves" : "does not serve");
      changed.run();
    }
  }

  private final class Question implements StreamListener<HealthCheckResponse> {
    private @Nullable UpstreamCall call;
    private boolean answered;

    @Override
    public void message(HealthCheckResponse message) {
      answered = true;
      heard(message.getStatus() == ServingStatus.SERVING);
    }

    @Override
    public void completed() {
      answered = true;
    }

    @Override
    public void failed(Error error) {
      answered = true;
      String code = error.getCode();
      heard(
          !code.equals(ErrorCode.NOT_READY.name())
              && !code.equals(ErrorCode.DRAINING.name())
              && !code.equals(ErrorCode.DEADLINE.name()));
    }

    void expire() {
      if (!answered) {
        if (call != null) {
          call.cancel();
        }
        heard(false);
      }
    }
  }
}
