package dev.dermstream.node.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EngineWatchTest {
  private static final Duration RESTING = Duration.ofMillis(50);
  private static final Duration NEVER = Duration.ofMinutes(10);
  private static final Duration REBUILD_DELAY = Duration.ofMillis(20);

  /** A canary whenever the engine rests; no pause of the machine counts as a hung run. */
  private static final HealthConfig OFTEN_ASKED =
      new HealthConfig(NEVER, RESTING, NEVER, REBUILD_DELAY);

  /** A run that hangs is soon seen; no canary of an engine that rests could be taken for one. */
  private static final HealthConfig SOON_HUNG =
      new HealthConfig(Duration.ofMillis(300), NEVER, NEVER.multipliedBy(2), REBUILD_DELAY);

  /** Only a failed run has a canary sent. */
  private static final HealthConfig SELDOM_ASKED =
      new HealthConfig(NEVER, NEVER, NEVER.multipliedBy(2), REBUILD_DELAY);

  private static final Duration SEEN_WITHIN = Duration.ofSeconds(30);

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final CountDownLatch hanging = new CountDownLatch(1);
  private final AtomicReference<EngineWatch<WorkingEngine>> watch = new AtomicReference<>();

  @AfterEach
  void letGo() {
    hanging.countDown();
    if (watch.get() != null) {
      watch.get().close();
      assertThat(watch.get().ready()).isFalse();
    }
  }

  @Test
  void staysReadyWhileCanariesComplete() throws IOException {
    WorkingEngine engine = WorkingEngine.well();
    start(OFTEN_ASKED, engine, WorkingEngine::well);

    assertThat(watch.get().ready()).isTrue();
    await().atMost(SEEN_WITHIN).until(() -> engine.canaries.get() > 5);
    assertThat(watch.get().engine()).isSameAs(engine);
    assertThat(metric("dermstream_node_ready")).isEqualTo(1);
  }

  @Test
  void sendsNoCanaryWhileRealInferencesComplete() throws Exception {
    WorkingEngine engine = WorkingEngine.well();
    long begunNanos = System.nanoTime();
    start(OFTEN_ASKED, engine, WorkingEngine::well);
    AtomicBoolean asking = new AtomicBoolean(true);
    // A pause of the machine is a rest too. One as long as the interval shows in one gap between
    // two answers, or in two of which one has half of it.
    AtomicLong halfRests = new AtomicLong();
    Thread client =
        Thread.ofPlatform()
            .start(() -> {
              long lastNanos = begunNanos;
              boolean more = true;
              while (more) {
                engine.infer(() -> "answer").join();
                more = asking.get();
                long nowNanos = System.nanoTime();
                halfRests.addAndGet((nowNanos - lastNanos) / (RESTING.toNanos() / 2));
                lastNanos = nowNanos;
              }
            });

    await().pollDelay(RESTING.multipliedBy(8)).until(() -> true);

    int afterTheFirst = engine.canaries.get() - 1;
    asking.set(false);
    client.join();
    assertThat(afterTheFirst).isLessThanOrEqualTo(Math.toIntExact(halfRests.get()));
  }

  @Test
  void failsTheWorkOfAHungEngineAndBuildsAnother() throws IOException {
    WorkingEngine first = WorkingEngine.well();
    WorkingEngine second = WorkingEngine.well();
    start(first, () -> second);

    CompletableFuture<String> hung = first.infer(this::hang);
    CompletableFuture<String> waiting = first.infer(() -> "never");

    assertFailsAsRetryable(hung);
    assertFailsAsRetryable(waiting);
    await().atMost(SEEN_WITHIN).until(() -> watch.get().ready());
    assertThat(watch.get().engine()).isSameAs(second);
    assertThat(second.infer(() -> "answer").join()).isEqualTo("answer");
    assertThat(metric("dermstream_node_engine_rebuilds_total")).isEqualTo(1);
    assertThat(first.retirement().isBegun()).isTrue();
    assertThat(first.freed).as("freed under a running call").isFalse();
    hanging.countDown();
    await().atMost(SEEN_WITHIN).until(() -> first.freed);
  }

  @Test
  void isNotReadyWhileAnotherIsBuilt() throws IOException {
    WorkingEngine first = WorkingEngine.well();
    CountDownLatch mayBuild = new CountDownLatch(1);
    start(
        first,
        () -> {
          uninterrupted(mayBuild);
          return WorkingEngine.well();
        });

    CompletableFuture<String> hung = first.infer(this::hang);

    await().atMost(SEEN_WITHIN).until(() -> !watch.get().ready());
    assertFailsAsRetryable(hung);
    assertThat(metric("dermstream_node_ready")).isZero();
    assertThatThrownBy(() -> watch.get().engine())
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_FAILED));
    mayBuild.countDown();
    await().atMost(SEEN_WITHIN).until(() -> watch.get().ready());
  }

  @Test
  void keepsAnEngineThatLackedMemoryForOneRequestAlone() throws IOException {
    WorkingEngine engine = WorkingEngine.well();
    start(SELDOM_ASKED, engine, WorkingEngine::well);
    int before = engine.canaries.get();

    CompletableFuture<String> failed =
        engine.infer(() -> {
          throw new OutOfMemoryError("device");
        });

    await().atMost(SEEN_WITHIN).until(() -> engine.canaries.get() > before);
    assertThat(failed).failsWithin(SEEN_WITHIN);
    assertThat(engine.infer(() -> "answer").join()).isEqualTo("answer");
    assertThat(watch.get().engine()).isSameAs(engine);
    assertThat(engine.retirement().isBegun()).isFalse();
  }

  @Test
  void losesAnEngineThatFailedAndFailsItsCanaryToo() throws IOException {
    AtomicBoolean gone = new AtomicBoolean();
    Supplier<String> inference =
        () -> {
          if (gone.get()) {
            throw new ServiceException(ErrorCode.ENGINE_FAILED, "The device is gone.");
          }
          return "alive";
        };
    WorkingEngine first = new WorkingEngine(inference);
    start(SELDOM_ASKED, first, WorkingEngine::well);
    gone.set(true);

    CompletableFuture<String> failed = first.infer(inference);

    await().atMost(SEEN_WITHIN).until(() -> first.retirement().isBegun());
    assertFailsAsRetryable(failed);
    await().atMost(SEEN_WITHIN).until(() -> watch.get().ready());
    assertThat(watch.get().engine()).isNotSameAs(first);
  }

  @Test
  void keepsAnEngineThatRefusesBadInput() throws IOException {
    WorkingEngine engine = WorkingEngine.well();
    start(OFTEN_ASKED, engine, WorkingEngine::well);

    assertThat(
            engine.infer(() -> {
              throw new IllegalArgumentException("shape");
            }))
        .failsWithin(SEEN_WITHIN);

    int before = engine.canaries.get();
    await().atMost(SEEN_WITHIN).until(() -> engine.canaries.get() > before + 3);
    assertThat(watch.get().engine()).isSameAs(engine);
  }

  @Test
  void losesAnEngineWhoseCanaryFails() throws IOException {
    AtomicBoolean broken = new AtomicBoolean();
    WorkingEngine first =
        new WorkingEngine(() -> {
          if (broken.get()) {
            throw new IllegalStateException("every inference fails");
          }
          return "alive";
        });
    start(OFTEN_ASKED, first, WorkingEngine::well);
    broken.set(true);

    await().atMost(SEEN_WITHIN).until(() -> first.retirement().isBegun());
    await().atMost(SEEN_WITHIN).until(() -> watch.get().ready());
  }

  @Test
  void losesAnEngineThatCannotEvenBeAsked() throws IOException {
    WorkingEngine first = WorkingEngine.well();
    start(OFTEN_ASKED, first, WorkingEngine::well);
    first.unaskable = true;

    await().atMost(SEEN_WITHIN).until(() -> first.retirement().isBegun());
    await().atMost(SEEN_WITHIN).until(() -> watch.get().ready());
    assertThat(watch.get().engine()).isNotSameAs(first);
  }

  @Test
  void triesAgainUntilAnEngineCanBeBuiltAndRuns() throws IOException {
    WorkingEngine first = WorkingEngine.well();
    WorkingEngine deaf =
        new WorkingEngine(() -> {
          throw new OutOfMemoryError("device");
        });
    WorkingEngine last = WorkingEngine.well();
    Queue<EngineWatch.Builder<WorkingEngine>> attempts =
        new ArrayDeque<>(
            List.of(
                () -> {
                  throw new IOException("no device");
                },
                () -> {
                  throw new OutOfMemoryError("heap");
                },
                () -> deaf,
                () -> last));
    start(first, () -> attempts.remove().build());

    CompletableFuture<String> hung = first.infer(this::hang);

    assertFailsAsRetryable(hung);
    await().atMost(SEEN_WITHIN).until(() -> watch.get().ready());
    assertThat(watch.get().engine()).isSameAs(last);
    assertThat(deaf.retirement().isBegun()).isTrue();
    assertThat(attempts).isEmpty();
  }

  @Test
  void refusesToStartWithAnEngineThatDoesNotRun() {
    WorkingEngine broken =
        new WorkingEngine(() -> {
          throw new IllegalStateException("every inference fails");
        });

    assertThatThrownBy(() -> start(broken, WorkingEngine::well))
        .isInstanceOf(IOException.class)
        .hasRootCauseMessage("every inference fails");
    assertThat(broken.retirement().isBegun()).isFalse();
  }

  private void start(WorkingEngine first, EngineWatch.Builder<WorkingEngine> builder)
      throws IOException {
    start(SOON_HUNG, first, builder);
  }

  private void start(
      HealthConfig config, WorkingEngine first, EngineWatch.Builder<WorkingEngine> builder)
      throws IOException {
    watch.set(EngineWatch.start("the trial", config, first, builder, new HealthMetrics(registry)));
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

  private static void assertFailsAsRetryable(CompletableFuture<String> work) {
    await().atMost(SEEN_WITHIN).until(work::isDone);
    assertThat(work.exceptionNow())
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_FAILED));
  }

  private double metric(String name) {
    return registry.scrape().stream()
        .filter(snapshot ->
            name.equals(snapshot.getMetadata().getName())
                || name.equals(snapshot.getMetadata().getName() + "_total"))
        .flatMap(snapshot -> snapshot.getDataPoints().stream())
        .mapToDouble(point ->
            switch (point) {
              case GaugeSnapshot.GaugeDataPointSnapshot gauge -> gauge.getValue();
              case CounterSnapshot.CounterDataPointSnapshot counter -> counter.getValue();
              default -> throw new IllegalStateException(name);
            })
        .findFirst()
        .orElseThrow();
  }
}
