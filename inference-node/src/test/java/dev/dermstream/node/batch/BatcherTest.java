package dev.dermstream.node.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatcherTest {
  /** Holds the device until it is opened. */
  private final CountDownLatch gate = new CountDownLatch(1);

  private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
  private final List<CompletableFuture<Integer>> running = new ArrayList<>();
  private final Batcher<Integer, Integer> batcher =
      new Batcher<>("test", settings(4, 6, 100), worker -> this::run);

  private static BatchSettings settings(int maxBatchSize, int queueItems, long queueBytes) {
    return new BatchSettings(
        maxBatchSize, List.of(), Duration.ofMillis(1), queueItems, queueBytes, 1);
  }

  /** Answers with the negative; 13 fails, 666 is the device's own failure, 999 an error. */
  private List<Integer> run(List<Integer> items) {
    batches.add(items);
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (items.contains(13)) {
      throw new IllegalArgumentException("13");
    }
    if (items.contains(666)) {
      throw new ServiceException(ErrorCode.ENGINE_FAILED, "dead");
    }
    if (items.contains(999)) {
      throw new OutOfMemoryError("device");
    }
    return items.stream().map(item -> -item).toList();
  }

  @AfterEach
  void end() throws InterruptedException {
    gate.countDown();
    batcher.close();
    assertThat(batcher.awaitEnd(Duration.ofSeconds(30))).isTrue();
  }

  /** Keeps the only worker busy, so that what follows gathers. */
  private void occupy() {
    running.add(submit(0));
    await().until(() -> batches.size() == 1);
  }

  private CompletableFuture<Integer> submit(int item) {
    return batcher.submit(item, Ticket.lasting(Lane.ROUTINE, 1));
  }

  @Test
  void gathersWhatComesWhileTheDeviceIsBusy() {
    occupy();
    List<CompletableFuture<Integer>> others =
        List.of(submit(1), submit(2), submit(3), submit(4), submit(5));
    gate.countDown();

    assertThat(running.getFirst().join()).isZero();
    assertThat(others.stream().map(CompletableFuture::join)).containsExactly(-1, -2, -3, -4, -5);
    assertThat(batches).containsExactly(List.of(0), List.of(1, 2, 3, 4), List.of(5));
  }

  @Test
  void refusesWhatHasNoPlace() {
    occupy();
    for (int i = 1; i <= 6; i++) {
      running.add(submit(i));
    }

    assertThatThrownBy(() -> submit(7)).satisfies(failsWith(ErrorCode.OVERLOADED));
    assertThat(batcher.queuedItems()).isEqualTo(6);
  }

  @Test
  void refusesWhatHasTooManyBytes() {
    occupy();
    running.add(batcher.submit(1, Ticket.lasting(Lane.STAT, 60)));

    assertThatThrownBy(() -> batcher.submit(2, Ticket.lasting(Lane.STAT, 41)))
        .satisfies(failsWith(ErrorCode.OVERLOADED));
    assertThatThrownBy(() -> batcher.submit(2, Ticket.lasting(Lane.STAT, Long.MAX_VALUE)))
        .satisfies(failsWith(ErrorCode.OVERLOADED));
    running.add(batcher.submit(3, Ticket.lasting(Lane.STAT, 40)));
  }

  @Test
  void freesThePlaceOfACancelledFutureAtOnce() {
    occupy();
    CompletableFuture<Integer> cancelled = submit(1);
    CompletableFuture<Integer> kept = submit(2);

    assertThat(cancelled.cancel(false)).isTrue();

    assertThat(batcher.queuedItems()).isEqualTo(1);
    gate.countDown();
    kept.join();
    assertThat(batches).containsExactly(List.of(0), List.of(2));
  }

  @Test
  void dropsTheExpiredAndTheAbandonedBeforeTheyCost() {
    occupy();
    AtomicBoolean abandoned = new AtomicBoolean();
    CompletableFuture<Integer> late =
        batcher.submit(1, new Ticket(Lane.STAT, System.nanoTime() + 1, () -> false, 1));
    CompletableFuture<Integer> gone =
        batcher.submit(2, new Ticket(Lane.STAT, Long.MAX_VALUE, abandoned::get, 1));
    CompletableFuture<Integer> wanted = submit(3);
    abandoned.set(true);
    gate.countDown();

    assertThat(wanted.join()).isEqualTo(-3);
    assertThatThrownBy(late::join).cause().satisfies(failsWith(ErrorCode.DEADLINE));
    assertThatThrownBy(gone::join).cause().satisfies(failsWith(ErrorCode.CANCELLED));
    assertThat(batches).containsExactly(List.of(0), List.of(3));
  }

  @Test
  void makesRoomByDroppingTheAbandonedWhenTheQueueIsFull() {
    occupy();
    AtomicBoolean abandoned = new AtomicBoolean();
    for (int i = 1; i <= 6; i++) {
      running.add(batcher.submit(i, new Ticket(Lane.ROUTINE, Long.MAX_VALUE, abandoned::get, 1)));
    }
    abandoned.set(true);

    CompletableFuture<Integer> wanted = submit(7);

    assertThat(batcher.queuedItems()).isEqualTo(1);
    gate.countDown();
    assertThat(wanted.join()).isEqualTo(-7);
  }

  @Test
  void letsABadItemFailAlone() {
    occupy();
    CompletableFuture<Integer> good = submit(1);
    CompletableFuture<Integer> bad = submit(13);
    CompletableFuture<Integer> alsoGood = submit(2);
    gate.countDown();

    assertThat(good.join()).isEqualTo(-1);
    assertThat(alsoGood.join()).isEqualTo(-2);
    assertThatThrownBy(bad::join).hasCauseInstanceOf(IllegalArgumentException.class);
    assertThat(batches)
        .containsExactly(List.of(0), List.of(1, 13, 2), List.of(1), List.of(13), List.of(2));
  }

  @Test
  void stopsTryingItemByItemWhenTheDeviceFails() {
    occupy();
    CompletableFuture<Integer> good = submit(1);
    CompletableFuture<Integer> bad = submit(13);
    CompletableFuture<Integer> fatal = submit(666);
    CompletableFuture<Integer> after = submit(2);
    gate.countDown();

    assertThat(good.join()).isEqualTo(-1);
    assertThatThrownBy(bad::join).hasCauseInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(fatal::join).cause().satisfies(failsWith(ErrorCode.ENGINE_FAILED));
    assertThatThrownBy(after::join).cause().satisfies(failsWith(ErrorCode.ENGINE_FAILED));
    assertThat(submit(3).join()).isEqualTo(-3);
    assertThat(batches)
        .containsExactly(
            List.of(0), List.of(1, 13, 666, 2), List.of(1), List.of(13), List.of(666), List.of(3));
  }

  @Test
  void triesNothingAgainOnADeviceThatFailed() {
    occupy();
    CompletableFuture<Integer> neighbour = submit(1);
    CompletableFuture<Integer> fatal = submit(666);
    gate.countDown();

    assertThatThrownBy(neighbour::join).cause().satisfies(failsWith(ErrorCode.ENGINE_FAILED));
    assertThatThrownBy(fatal::join).cause().satisfies(failsWith(ErrorCode.ENGINE_FAILED));
    assertThat(submit(2).join()).as("the worker lives").isEqualTo(-2);
    assertThat(batches).containsExactly(List.of(0), List.of(1, 666), List.of(2));
  }

  @Test
  void survivesAnErrorOfTheDevice() {
    gate.countDown();

    assertThatThrownBy(submit(999)::join).hasCauseInstanceOf(OutOfMemoryError.class);
    assertThat(submit(1).join()).isEqualTo(-1);
  }

  @Test
  void endsEverythingAtOnceWhenToldTo() {
    occupy();
    CompletableFuture<Integer> waiting = submit(1);

    batcher.failAll(new ServiceException(ErrorCode.ENGINE_FAILED, "hangs"));

    assertThatThrownBy(running.getFirst()::join)
        .cause()
        .satisfies(failsWith(ErrorCode.ENGINE_FAILED));
    assertThatThrownBy(waiting::join).cause().satisfies(failsWith(ErrorCode.ENGINE_FAILED));
    gate.countDown();
    assertThat(submit(2).join()).isEqualTo(-2);
  }

  @Test
  void failsWhatWaitsWhenItClosesAndLetsTheRunningEnd() {
    occupy();
    CompletableFuture<Integer> waiting = submit(1);

    batcher.close();

    assertThatThrownBy(waiting::join).cause().satisfies(failsWith(ErrorCode.DRAINING));
    assertThatThrownBy(() -> submit(2)).satisfies(failsWith(ErrorCode.DRAINING));
    gate.countDown();
    assertThat(running.getFirst().join()).isZero();
  }

  @Test
  void takesAFunctionThatForgetsAnAnswerForOneThatFailed() {
    gate.countDown();
    try (Batcher<Integer, Integer> forgetful =
        new Batcher<>("test", settings(4, 6, 100), worker -> items -> List.of())) {
      assertThatThrownBy(forgetful.submit(1, Ticket.lasting(Lane.STAT, 1))::join)
          .isInstanceOf(CompletionException.class)
          .hasMessageContaining("0 answers for 1 items");
    }
  }

  private static ThrowingConsumer<Throwable> failsWith(ErrorCode code) {
    return failure ->
        assertThat(failure)
            .isInstanceOfSatisfying(
                ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
