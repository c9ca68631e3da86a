package dev.dermstream.index.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.index.v1.IndexServiceGrpc;
import dev.dermstream.platform.release.Release;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Overload, cancellation, deadlines and draining. */
class IndexServerLoadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path folder;
  private static Release release;

  private RunningIndex index;

  @BeforeAll
  static void makeRelease() throws IOException {
    release = Releases.make(folder);
  }

  @BeforeEach
  void start() throws IOException {
    index = new RunningIndex(release);
  }

  @AfterEach
  void stop() throws IOException {
    index.close();
  }

  @Test
  void refusesWhatFindsNoPlaceInTheQueue() throws Exception {
    index.blockTheSearchThread();
    List<ListenableFuture<ClassifyResponse>> waiting =
        List.of(
            index.future().classify(RunningIndex.tiny(0, 1).build()),
            index.future().classify(RunningIndex.tiny(1, 0).build()));
    await().atMost(PATIENCE).until(() -> index.queued() == RunningIndex.CONFIG.queueLength());

    assertThat(index.refusal(RunningIndex.tiny(0, 1).build()).getCode())
        .isEqualTo(ErrorCode.OVERLOADED.name());

    index.unblock();
    for (ListenableFuture<ClassifyResponse> each : waiting) {
      assertThat(each.get(30, TimeUnit.SECONDS).getLabelsList()).isNotEmpty();
    }
    index.assertServes();
  }

  @Test
  void doesNoWorkForACallerWhoWentAway() throws Exception {
    index.blockTheSearchThread();
    ListenableFuture<ClassifyResponse> call =
        index.future().classify(RunningIndex.tiny(0, 1).build());
    await().atMost(PATIENCE).until(() -> index.queued() == 1);

    call.cancel(true);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(index.count("queue", "CANCELLED")).isOne());
    index.unblock();
    index.assertServes();
    assertThat(index.count("classify", "ok")).isOne();
  }

  @Test
  void doesNoWorkAfterTheDeadline() throws Exception {
    index.blockTheSearchThread();

    // Again where a slow machine lets the time pass before the request is on its way.
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThatThrownBy(() ->
                  index
                      .stub()
                      .withDeadlineAfter(Duration.ofMillis(100))
                      .classify(RunningIndex.tiny(0, 1).build()))
              .isInstanceOfSatisfying(
                  StatusRuntimeException.class,
                  e ->
                      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
          // Answered behind the cancellation, for both go over one connection.
          var _ =
              HealthGrpc.newBlockingStub(index.channel())
                  .check(HealthCheckRequest.getDefaultInstance());
          // The client's cancellation races with the server's own clock.
          assertThat(index.count("queue", "DEADLINE") + index.count("queue", "CANCELLED"))
              .isPositive();
        });
    index.unblock();
    index.assertServes();
    assertThat(index.count("classify", "ok")).isOne();
  }

  @Test
  void manyCancelledCallsDoNotHarmTheConnection() throws Exception {
    // Connected first: a call cancelled before that would never reach the server.
    index.assertServes();
    index.blockTheSearchThread();
    for (int i = 0; i < 500; i++) {
      index.future().classify(RunningIndex.tiny(0, 1).build()).cancel(true);
    }
    index.unblock();

    await().atMost(PATIENCE).untilAsserted(index::assertServes);
  }

  @Test
  void finishesWhatItHasTakenWhenItCloses() throws Exception {
    index.blockTheSearchThread();
    ListenableFuture<ClassifyResponse> taken =
        index.future().classify(RunningIndex.tiny(0, 1).build());
    await().atMost(PATIENCE).until(() -> index.queued() == 1);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(index::closeServer);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          // A new connection finds nobody.
          ManagedChannel late =
              NettyChannelBuilder.forAddress("127.0.0.1", index.port()).usePlaintext().build();
          try {
            assertThatThrownBy(() ->
                    IndexServiceGrpc.newBlockingStub(late)
                        .withDeadlineAfter(Duration.ofSeconds(5))
                        .classify(RunningIndex.tiny(0, 1).build()))
                .hasMessageContaining("UNAVAILABLE");
          } finally {
            late.shutdownNow();
          }
        });
    assertThat(taken).isNotDone();

    index.unblock();

    assertThat(taken.get(30, TimeUnit.SECONDS).getReleaseId()).isEqualTo(release.id());
    closing.get(30, TimeUnit.SECONDS);
    index.closeServer();
  }
}
