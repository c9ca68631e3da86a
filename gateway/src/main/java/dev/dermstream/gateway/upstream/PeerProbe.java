package dev.dermstream.gateway.upstream;

import dev.dermstream.cluster.v1.ClusterServiceGrpc;
import dev.dermstream.cluster.v1.DescribeRequest;
import dev.dermstream.cluster.v1.ServerDescription;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.v1.Error;
import io.vertx.core.Context;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks a peer again and again what it is and whether it serves. A peer that does not describe
 * itself is asked by the gRPC health protocol; one that answers but does not speak that either
 * counts as serving. Lives on the context that it is given.
 */
public final class PeerProbe implements AutoCloseable {
  private static final Set<String> AWAY =
      Set.of(ErrorCode.NOT_READY.name(), ErrorCode.DRAINING.name(), ErrorCode.DEADLINE.name());

  /** What became of a question. */
  public enum Answer {
    SERVING,
    /** It says that it does not serve. */
    NOT_SERVING,
    /** It cannot be reached or did not answer in time. */
    NONE
  }

  /** Hears every answer, on the probe's context. */
  public interface Listener {
    /**
     * @param askedNanos when the question was asked, on the scale of {@link System#nanoTime}
     * @param description null if the peer does not describe itself
     */
    void heard(long askedNanos, Answer answer, @Nullable ServerDescription description);
  }

  private final SocketAddress address;
  private final Upstream<DescribeRequest, ServerDescription> describe;
  private final Upstream<HealthCheckRequest, HealthCheckResponse> check;
  private final Duration interval;
  private final Duration patience;
  private final Context context;
  private final Listener listener;
  private int open;
  private volatile boolean closed;

  /**
   * @param interval pause between two questions
   * @param patience with each
   */
  public PeerProbe(
      GrpcClient client,
      UpstreamAddress address,
      Duration interval,
      Duration patience,
      Context context,
      Listener listener) {
    this.address = address.socketAddress();
    this.describe =
        new Upstream<>(
            client,
            ClusterServiceGrpc.getDescribeMethod().getFullMethodName(),
            ServerDescription.parser());
    this.check =
        new Upstream<>(client, "grpc.health.v1.Health/Check", HealthCheckResponse.parser());
    this.interval = interval;
    this.patience = patience;
    this.context = context;
    this.listener = listener;
  }

  /** Probes until it is closed. */
  public void start() {
    context.runOnContext(nothing -> repeat());
  }

  /** Asks once more, now. Thread-safe. */
  public void askNow() {
    context.runOnContext(nothing -> ask());
  }

  /** Asks no more; to be closed before its client. Thread-safe. */
  @Override
  public void close() {
    closed = true;
  }

  private void repeat() {
    if (!closed) {
      if (open == 0) {
        ask();
      }
      context.owner().setTimer(interval.toMillis(), id -> repeat());
    }
  }

  private static Answer said(boolean serving) {
    return serving ? Answer.SERVING : Answer.NOT_SERVING;
  }

  private void ask() {
    if (!closed) {
      new Question().ask();
    }
  }

  /** One question: described, or else checked, or else not answered in time. */
  private final class Question {
    private final long askedNanos = System.nanoTime();
    private final CallContext call = new CallContext("probe", Deadline.after(patience));
    private long timer = -1;
    private @Nullable UpstreamCall running;
    private boolean over;

    void ask() {
      open++;
      timer = context.owner().setTimer(patience.toMillis(), id -> expire());
      UpstreamCall started =
          describe.start(address, DescribeRequest.getDefaultInstance(), call, new Described());
      if (running == null) {
        running = started;
      }
    }

    private void check() {
      running = check.start(address, HealthCheckRequest.getDefaultInstance(), call, new Checked());
    }

    private void expire() {
      if (!over && running != null) {
        running.cancel();
      }
      answer(Answer.NONE, null);
    }

    private void answer(Answer answer, @Nullable ServerDescription description) {
      if (!over) {
        over = true;
        open--;
        context.owner().cancelTimer(timer);
        if (!closed) {
          listener.heard(askedNanos, answer, description);
        }
      }
    }

    private final class Described implements StreamListener<ServerDescription> {
      private @Nullable ServerDescription description;

      @Override
      public void message(ServerDescription message) {
        description = message;
      }

      @Override
      public void completed() {
        answer(said(description != null && description.getServing()), description);
      }

      @Override
      public void failed(Error error) {
        if (AWAY.contains(error.getCode())) {
          answer(Answer.NONE, null);
        } else if (!over && !closed) {
          check();
        }
      }
    }

    private final class Checked implements StreamListener<HealthCheckResponse> {
      private boolean serving = true;

      @Override
      public void message(HealthCheckResponse message) {
        serving = message.getStatus() == ServingStatus.SERVING;
      }

      @Override
      public void completed() {
        answer(said(serving), null);
      }

      @Override
      public void failed(Error error) {
        answer(AWAY.contains(error.getCode()) ? Answer.NONE : Answer.SERVING, null);
      }
    }
  }
}
