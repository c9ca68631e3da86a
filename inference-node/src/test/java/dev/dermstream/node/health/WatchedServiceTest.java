package dev.dermstream.node.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.NodeServiceGrpc;
import dev.dermstream.platform.security.InternalTlsConfig;
import dev.dermstream.platform.server.InternalServer;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client of a real server sees of an engine that is lost and built anew. */
@Timeout(60)
class WatchedServiceTest {
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(30);
  private static final Duration NEVER = Duration.ofMinutes(10);

  /** No canary of an engine that rests could be taken for a run that hangs. */
  private static final HealthConfig CONFIG =
      new HealthConfig(Duration.ofMillis(500), NEVER, NEVER.multipliedBy(2), Duration.ofMillis(20));

  private final CountDownLatch hanging = new CountDownLatch(1);
  private final CountDownLatch mayBuild = new CountDownLatch(1);
  private final AtomicReference<Supplier<String>> inference = new AtomicReference<>(() -> "answer");
  private InternalServer server;
  private EngineWatch<WorkingEngine> watch;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server =
        InternalServer.start(
            "node",
            "127.0.0.1",
            0,
            1 << 20,
            InternalTlsConfig.OFF,
            new StageMetrics(new PrometheusRegistry()),
            new AskingService());
    HealthListener serving =
        new HealthListener() {
          @Override
          public void ready(boolean ready) {
            server.setServing(ready);
          }

          @Override
          public void rebuilt() {
            inference.set(() -> "answer of another engine");
          }
        };
    watch =
        EngineWatch.start(
            "the trial",
            CONFIG,
            WorkingEngine.well(),
            () -> {
              uninterrupted(mayBuild);
              return WorkingEngine.well();
            },
            new HealthMetrics(new PrometheusRegistry()).and(serving));
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  @AfterEach
  void stop() throws InterruptedException {
    hanging.countDown();
    mayBuild.countDown();
    channel.shutdownNow();
    watch.close();
    server.drain(Duration.ZERO);
  }

  @Test
  void aHungEngineIsSeenItsCallsEndAsUnavailableAndAnswersComeAgain() {
    assertThat(status("")).isEqualTo(ServingStatus.SERVING);
    assertThat(ask()).isEqualTo("answer");

    inference.set(this::hang);
    CompletableFuture<String> hung = CompletableFuture.supplyAsync(this::ask);
    CompletableFuture<String> waiting = CompletableFuture.supplyAsync(this::ask);

    // The whole server's health is the last that is set.
    await().atMost(SEEN_WITHIN).until(() -> status("") == ServingStatus.NOT_SERVING);
    assertThat(status(NodeServiceGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.NOT_SERVING);
    await().atMost(SEEN_WITHIN).until(() -> hung.isDone() && waiting.isDone());
    assertThat(hung.exceptionNow())
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, WatchedServiceTest::assertUnavailable);
    assertThat(waiting.exceptionNow())
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, WatchedServiceTest::assertUnavailable);
    assertUnavailable(catchThrowableOfType(StatusRuntimeException.class, this::ask));

    mayBuild.countDown();

    await().atMost(SEEN_WITHIN).until(() -> status("") == ServingStatus.SERVING);
    assertThat(ask()).isEqualTo("answer of another engine");
  }

  private static void assertUnavailable(StatusRuntimeException failure) {
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  private ServingStatus status(String service) {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  private String ask() {
    return NodeServiceGrpc.newBlockingStub(channel)
        .infer(InferRequest.newBuilder().setRequestId("request-1").build())
        .next()
        .getText();
  }

  private String hang() {
    uninterrupted(hanging);
    return "late";
  }

  private static void uninterrupted(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks the engine that serves, as the node's service does. */
  private final class AskingService extends NodeServiceGrpc.NodeServiceImplBase {
    @Override
    public void infer(InferRequest request, StreamObserver<InferResponse> response) {
      try {
        CompletableFuture<Void> _ =
            watch
                .engine()
                .infer(inference.get())
                .handle((text, failure) -> {
                  if (failure == null) {
                    response.onNext(InferResponse.newBuilder().setText(text).build());
                    response.onCompleted();
                  } else {
                    fail(request, failure, response);
                  }
                  return null;
                });
      } catch (ServiceException e) {
        fail(request, e, response);
      }
    }

    private void fail(
        InferRequest request, Throwable failure, StreamObserver<InferResponse> response) {
      response.onError(
          StatusMapping.toException(StatusMapping.toError(failure, request.getRequestId())));
    }
  }
}
