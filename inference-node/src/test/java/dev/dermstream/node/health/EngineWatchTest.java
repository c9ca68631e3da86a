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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EngineWatchTest {
  private static final HealthConfig CONFIG =
      new HealthConfig(
          Duration.ofMillis(300),
          Duration.ofMillis(50),
          Duration.ofSeconds(2),
          Duration.ofMillis(20));

  /** An engine that rests gets no canary within a test. */
  private static final HealthConfig SELDOM_RESTING =
      new HealthConfig(
          Duration.ofSeconds(2),
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          CONFIG.rebuildDelay());

  private static final Duration SEEN_WITHIN = Duration.ofSeconds(5);

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
    start(engine);

    assertThat(watch.get().ready()).isTrue();
    await().until(() -> engine.canaries.get() > 5);
    assertThat(watch.get().engine()).isSameAs(engine);
    assertThat(metric("dermstream_node_ready")).isEqualTo(1);
  }

  @Test
  void sendsNoCanaryWhileRealInferencesComplete() throws IOException {
    WorkingEngine engine = WorkingEngine.well();
    start(engine);
    AtomicBoolean asking = new AtomicBoolean(true);
    Thread client =
        Thread.ofPlatform()
            .start(() -> {
              while (asking.get()) {
                engine.infer(() -> "answer").join();
              }
            });
    int before = engine.canaries.get();

    await().pollDelay(Duration.ofMillis(400)).until(() -> true);

    // A pause of the machine may let one through; at rest there would be eight.
    assertThat(engine.canaries.get() - before).isLessThanOrEqualTo(2);
    asking.set(false);
    await().until(() -> !client.isAlive());
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
    await().until(() -> first.freed);
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
    start(SELDOM_RESTING, engine, WorkingEngine::well);
    int before = engine.canaries.get();

    CompletableFuture<String> failed =
        engine.infer(() -> {
          throw new OutOfMemoryError("device");
        });

    await().atMost(SEEN_WITHIN).until(() -> engine.canaries.get() > before);
    assertThat(failed).isCompletedExceptionally();
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
    start(SELDOM_RESTING, first, WorkingEngine::well);
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
    start(engine);

    assertThat(
            engine.infer(() -> {
              throw new IllegalArgumentException("shape");
            }))
        .failsWithin(SEEN_WITHIN);

    int before = engine.canaries.get();
    await().until(() -> engine.canaries.get() > before + 3);
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
    start(first);
    broken.set(true);

    await().atMost(SEEN_WITHIN).until(() -> first.retirement().isBegun());
    await().atMost(SEEN_WITHIN).until(() -> watch.get().ready());
  }

  @Test
  void losesAnEngineThatCannotEvenBeAsked() throws IOException {
    WorkingEngine first = WorkingEngine.well();
    start(first);
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

    assertThatThrownBy(() -> start(broken))
        .isInstanceOf(IOException.class)
        .hasRootCauseMessage("every inference fails");
    assertThat(broken.retirement().isBegun()).isFalse();
  }

  private void start(WorkingEngine first) throws IOException {
    start(first, WorkingEngine::well);
  }

  private void start(WorkingEngine first, EngineWatch.Builder<WorkingEngine> builder)
      throws IOException {
    start(CONFIG, first, builder);
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
