package dev.dermstream.node.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Random callers, cancellations, deadlines and failures; the seed stands in every failure. */
class BatcherPropertyTest {
  private static final int CALLERS = 8;
  private static final int ITEMS = 400;

  /** An item that may fail its run. */
  private record Item(int caller, int number, Lane lane, boolean bad) {}

  @RepeatedTest(5)
  void answersEveryItemOnceAndKeepsTheBounds(RepetitionInfo repetition) throws Exception {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    int maxBatch = random.nextInt(1, 9);
    int workers = random.nextInt(1, 4);
    int queueItems = random.nextInt(1, 40);
    BatchSettings settings =
        new BatchSettings(maxBatch, List.of(), Duration.ofNanos(300_000), queueItems, 200, workers);
    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    Device device = new Device(maxBatch, wrong);
    Bounds bounds = new Bounds(queueItems, wrong);
    List<CompletableFuture<?>> futures = Collections.synchronizedList(new ArrayList<>());
    Batcher<Item, Item> batcher = new Batcher<>("test", settings, worker -> device::run, bounds);
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      for (int caller = 0; caller < CALLERS; caller++) {
        SplittableRandom own = random.split();
        int number = caller;
        callers.execute(() -> call(batcher, number, own, futures, wrong));
      }
      callers.shutdown();
      assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).as("seed %d", seed).isTrue();
    }
    batcher.close();
    assertThat(batcher.awaitEnd(Duration.ofSeconds(30))).as("seed %d", seed).isTrue();

    assertThat(wrong).as("seed %d", seed).isEmpty();
    assertThat(futures).as("seed %d", seed).allMatch(CompletableFuture::isDone);
    assertThat(batcher.queuedItems()).as("seed %d", seed).isZero();
  }

  private static void call(
      Batcher<Item, Item> batcher,
      int caller,
      SplittableRandom random,
      List<CompletableFuture<?>> futures,
      List<String> wrong) {
    for (int i = 0; i < ITEMS; i++) {
      Item item =
          new Item(
              caller, i, List.of(Lane.values()).get(random.nextInt(3)), random.nextInt(20) == 0);
      AtomicBoolean cancelled = new AtomicBoolean();
      long deadline =
          random.nextInt(10) == 0
              ? System.nanoTime() + random.nextInt(500_000)
              : Ticket.NO_DEADLINE;
      try {
        CompletableFuture<Item> answer =
            batcher.submit(
                item, new Ticket(item.lane, deadline, cancelled::get, random.nextInt(10)));
        futures.add(
            answer.handle((got, failure) -> {
              judge(item, got, failure, wrong);
              return got;
            }));
        switch (random.nextInt(12)) {
          case 0 -> cancelled.set(true);
          case 1 -> answer.cancel(false);
          case 2 -> LockSupport.parkNanos(random.nextInt(400_000));
          default -> {}
        }
      } catch (ServiceException e) {
        if (e.code() != ErrorCode.OVERLOADED) {
          wrong.add(item + " was refused as " + e.code());
        }
        LockSupport.parkNanos(100_000);
      }
    }
  }

  private static void judge(Item item, Item got, Throwable failure, List<String> wrong) {
    if (failure == null && !item.equals(got)) {
      wrong.add(item + " was answered with " + got);
    }
    if (failure instanceof IllegalArgumentException && !item.bad) {
      wrong.add(item + " failed for another's fault");
    }
  }

  /** Answers each item with itself; checks sizes. */
  private static final class Device {
    private final int maxBatch;
    private final List<String> wrong;

    Device(int maxBatch, List<String> wrong) {
      this.maxBatch = maxBatch;
      this.wrong = wrong;
    }

    List<Item> run(List<Item> items) {
      if (items.isEmpty() || items.size() > maxBatch) {
        wrong.add("a batch of " + items.size());
      }
      LockSupport.parkNanos(50_000);
      if (items.stream().anyMatch(Item::bad)) {
        throw new IllegalArgumentException("bad");
      }
      return items;
    }
  }

  /** Checks the depth of every lane. */
  private record Bounds(int queueItems, List<String> wrong) implements BatchListener {
    @Override
    public void depth(Lane lane, int items) {
      if (items < 0 || items > queueItems) {
        wrong.add(lane + " holds " + items);
      }
    }
  }

  @Test
  void keepsTheOrderWithinALaneWhateverTheDeviceGains() {
    long seed = 6;
    SplittableRandom random = new SplittableRandom(seed);
    Map<Lane, List<Integer>> run = new EnumMap<>(Lane.class);
    Map<Lane, List<Integer>> sent = new EnumMap<>(Lane.class);
    for (Lane lane : Lane.values()) {
      run.put(lane, Collections.synchronizedList(new ArrayList<>()));
      sent.put(lane, new ArrayList<>());
    }
    BatchSettings settings =
        new BatchSettings(7, List.of(), Duration.ofMillis(1), 10_000, 10_000, 1);
    List<CompletableFuture<Item>> answers = new ArrayList<>();
    try (Batcher<Item, Item> batcher =
        new Batcher<>(
            "test",
            settings,
            worker ->
                items -> {
                  items.forEach(item -> run.get(item.lane).add(item.number));
                  LockSupport.parkNanos(20_000L * items.size());
                  return items;
                })) {
      for (int i = 0; i < 2000; i++) {
        Lane lane = List.of(Lane.values()).get(random.nextInt(3));
        sent.get(lane).add(i);
        answers.add(batcher.submit(new Item(0, i, lane, false), Ticket.lasting(lane, 1)));
      }
      answers.forEach(CompletableFuture::join);
    }

    assertThat(run).as("seed %d", seed).isEqualTo(sent);
  }
}
