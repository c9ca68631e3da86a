package dev.dermstream.platform.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class SuccessionTest {
  private static final Duration FOR_EVER = Duration.ofHours(1);

  /** Knows whether it was closed, and when it must not be. */
  private static final class Served implements Closeable {
    private final AtomicBoolean closed = new AtomicBoolean();

    @Override
    public void close() {
      assertThat(closed.getAndSet(true)).as("closed once").isFalse();
    }
  }

  @Test
  void aRequestKeepsTheReleaseThatItBeganOn() {
    Served a = new Served();
    Served b = new Served();
    try (Succession<Served> releases = new Succession<>("a", a, Duration.ZERO)) {
      Succession<Served>.Use began = releases.use("").orElseThrow();
      releases.succeed("b", b);

      assertThat(began.serving()).isSameAs(a);
      assertThat(releases.use("").orElseThrow().id()).isEqualTo("b");
      assertThat(releases.ids()).containsExactly("b", "a");
      assertThat(a.closed).isFalse();

      began.close();
      began.close();
      await().untilTrue(a.closed);
      assertThat(releases.ids()).containsExactly("b");
      assertThat(releases.use("a")).isEmpty();
      assertThat(b.closed).isFalse();
    }
    assertThat(b.closed).isTrue();
  }

  @Test
  void theOneBeforeAnswersByItsNameForTheLingerTime() {
    Served a = new Served();
    try (Succession<Served> releases = new Succession<>("a", a, FOR_EVER)) {
      releases.succeed("b", new Served());

      Optional<Succession<Served>.Use> old = releases.use("a");
      assertThat(old).isPresent();
      old.get().close();
      assertThat(releases.ids()).containsExactly("b", "a");
      assertThat(releases.use("c")).isEmpty();
    }
    assertThat(a.closed).isTrue();
  }

  @Test
  void whatLingersComesBackWithoutBeingLoaded() {
    Served a = new Served();
    Served b = new Served();
    try (Succession<Served> releases = new Succession<>("a", a, FOR_EVER)) {
      releases.succeed("b", b);

      assertThat(releases.recall("a")).isTrue();
      assertThat(releases.recall("c")).isFalse();
      assertThat(releases.present()).isSameAs(a);
      assertThat(releases.ids()).containsExactly("a", "b");
      assertThat(a.closed).isFalse();
    }
  }

  @Test
  void roomIsThereWhenTheOneBeforeHasEnded() throws InterruptedException {
    try (Succession<Served> releases = new Succession<>("a", new Served(), Duration.ZERO)) {
      Succession<Served>.Use held = releases.use("a").orElseThrow();
      releases.succeed("b", new Served());

      assertThat(releases.awaitRoom(Duration.ofMillis(1))).isFalse();
      held.close();
      assertThat(releases.awaitRoom(FOR_EVER)).isTrue();
    }
  }

  @Test
  void noRequestEverSeesAClosedReleaseWhileReleasesFollowOneAnother() throws Exception {
    List<Served> all = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Served first = new Served();
      all.add(first);
      Succession<Served> releases = new Succession<>("0", first, Duration.ZERO);
      AtomicBoolean over = new AtomicBoolean();
      List<Future<Integer>> counts = new ArrayList<>();
      for (int seed = 0; seed < 8; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        Callable<Integer> caller =
            () -> {
              int requests = 0;
              while (!over.get() || requests < 100) {
                try (Succession<Served>.Use use = releases.use("").orElseThrow()) {
                  assertThat(use.serving().closed).isFalse();
                  LockSupport.parkNanos(random.nextInt(50_000));
                  assertThat(use.serving().closed).isFalse();
                }
                requests++;
              }
              return requests;
            };
        counts.add(callers.submit(caller));
      }
      for (int i = 1; i <= 200; i++) {
        Served next = new Served();
        all.add(next);
        releases.succeed(Integer.toString(i), next);
      }
      over.set(true);
      for (Future<Integer> count : counts) {
        assertThat(count.get()).isPositive();
      }
      assertThat(releases.awaitRoom(FOR_EVER)).isTrue();
      assertThat(releases.ids()).containsExactly("200");
      releases.close();
    }
    assertThat(all).allMatch(each -> each.closed.get());
  }
}
