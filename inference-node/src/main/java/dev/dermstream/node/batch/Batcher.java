package dev.dermstream.node.batch;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.engine.EngineStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

/**
 * Gathers items into batches and runs them on a fixed number of workers.
 *
 * <p>Items wait in lanes ({@link LaneQueues}: STAT, ROUTINE, BATCH, each in order of arrival). One
 * idle worker at a time gathers; {@link ClosingRule} tells it, from what the device's runs and the
 * arrivals have taught, when to stop waiting and how many to take. While every worker is busy items
 * gather for free. An item that is cancelled or whose deadline has passed leaves before it costs
 * device time: at once if its future is cancelled, else when a batch meets it or room is needed.
 *
 * <p>A batch of several that fails is run again item by item, once, so that a bad item fails alone;
 * not after ENGINE_FAILED or an {@link Error}, which are the device's.
 *
 * <p>Thread-safe. Every future ends: by a worker, by {@link #failAll} or by {@link #close}. It ends
 * on that thread, so what follows must be short or go to another executor.
 *
 * @param <I> an item
 * @param <O> its answer
 */
public final class Batcher<I, O> implements AutoCloseable {
  private final BatchSettings settings;
  private final BatchListener listener;
  private final DeviceTimes times;
  private final Arrivals arrivals = new Arrivals();
  private final ClosingRule rule;
  private final List<Thread> threads;

  /** Guards everything below and the three above. Futures end outside of it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition turn = lock.newCondition();
  private final Condition arrived = lock.newCondition();
  private final LaneQueues<I, O> queues = new LaneQueues<>();
  private final Set<Entry<I, O>> running = new HashSet<>();
  private boolean gathering;
  private int wakeAtItems;
  private boolean closed;

  /**
   * Starts the workers.
   *
   * @param name of the device, for threads
   * @param functions what each worker runs, by its number; made here, used by that worker alone
   */
  public Batcher(String name, BatchSettings settings, IntFunction<BatchFunction<I, O>> functions) {
    this(name, settings, functions, BatchListener.NONE);
  }

  /** Starts the workers, with somebody who listens. */
  public Batcher(
      String name,
      BatchSettings settings,
      IntFunction<BatchFunction<I, O>> functions,
      BatchListener listener) {
    this.settings = settings;
    this.listener = listener;
    this.times = new DeviceTimes(settings.maxBatchSize());
    this.rule = new ClosingRule(settings, times, arrivals);
    List<Thread> made = new ArrayList<>();
    for (int i = 0; i < settings.workers(); i++) {
      int worker = i;
      BatchFunction<I, O> function = functions.apply(worker);
      made.add(
          Thread.ofPlatform()
              .name(name + "-" + worker)
              .stackSize(EngineStack.BYTES)
              .daemon()
              .unstarted(() -> work(function)));
    }
    threads = List.copyOf(made);
    threads.forEach(Thread::start);
  }

  /**
   * Queues an item.
   *
   * @return its answer, or the failure of its run, or ServiceException DEADLINE or CANCELLED if it
   *     was dropped before it cost anything. Cancelling the future takes the item out at once
   * @throws ServiceException OVERLOADED if the queue is full, DRAINING if this is closed
   */
  public CompletableFuture<O> submit(I item, Ticket ticket) {
    Entry<I, O> entry = new Entry<>(item, ticket, System.nanoTime());
    List<LaneQueues.Dropped<I, O>> dropped = new ArrayList<>();
    try {
      enqueue(entry, dropped);
    } catch (ServiceException e) {
      listener.dropped(ticket.lane(), e.code());
      throw e;
    } finally {
      end(dropped);
    }
    CompletableFuture<O> _ = entry.answer.whenComplete((answer, failure) -> withdraw(entry));
    return entry.answer;
  }

  private void enqueue(Entry<I, O> entry, List<LaneQueues.Dropped<I, O>> dropped) {
    lock.lock();
    try {
      if (closed) {
        throw draining();
      }
      if (!hasRoom(entry)) {
        queues.sweep(entry.submittedNanos, dropped::add);
        if (!hasRoom(entry)) {
          throw new ServiceException(
              ErrorCode.OVERLOADED, "Every place in the node's queue is taken; try again.");
        }
      }
      boolean nearest = entry.ticket.deadlineNanos() < queues.nearestDeadlineNanos();
      queues.add(entry);
      arrivals.arrived(entry.submittedNanos);
      tellDepth(entry.ticket.lane());
      if (queues.items() >= wakeAtItems || nearest) {
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom(Entry<I, O> entry) {
    return queues.items() < settings.queueItems()
        && entry.ticket.payloadBytes() <= settings.queueBytes() - queues.bytes();
  }

  /** Takes an entry out whose future ended while it waited: its submitter cancelled it. */
  private void withdraw(Entry<I, O> entry) {
    if (!entry.queued) {
      return;
    }
    lock.lock();
    try {
      if (queues.remove(entry)) {
        tellDepth(entry.ticket.lane());
        listener.dropped(entry.ticket.lane(), ErrorCode.CANCELLED);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Items that wait for a worker. */
  public int queuedItems() {
    lock.lock();
    try {
      return queues.items();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends everything that waits or runs with this failure, at once. New items are still taken; a run
   * that ends later answers nobody.
   */
  public void failAll(Throwable failure) {
    List<Entry<I, O>> all;
    lock.lock();
    try {
      all = queues.clear();
      all.addAll(running);
      tellDepths();
    } finally {
      lock.unlock();
    }
    all.forEach(entry -> entry.fail(failure));
  }

  /**
   * Takes no more items and fails what waits as DRAINING. Runs that have begun end by themselves;
   * {@link #awaitEnd} waits for them. Again: no effect.
   */
  @Override
  public void close() {
    List<Entry<I, O>> left;
    lock.lock();
    try {
      closed = true;
      left = queues.clear();
      tellDepths();
      arrived.signalAll();
      turn.signalAll();
    } finally {
      lock.unlock();
    }
    left.forEach(entry -> {
      listener.dropped(entry.ticket.lane(), ErrorCode.DRAINING);
      entry.fail(draining());
    });
  }

  /** After {@link #close}: true if every worker has ended in time, so that its device is free. */
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    long endNanos = System.nanoTime() + timeout.toNanos();
    for (Thread thread : threads) {
      if (!thread.join(Duration.ofNanos(Math.max(0, endNanos - System.nanoTime())))) {
        return false;
      }
    }
    return true;
  }

  private void work(BatchFunction<I, O> function) {
    for (List<Entry<I, O>> batch = next(); !batch.isEmpty(); batch = next()) {
      try {
        run(function, batch);
      } finally {
        // Whatever happened: nobody waits for an answer that nobody will give.
        ended(batch);
      }
    }
  }

  private void run(BatchFunction<I, O> function, List<Entry<I, O>> batch) {
    try {
      answer(function, batch);
    } catch (RuntimeException e) {
      if (batch.size() == 1 || isEngineFailure(e)) {
        batch.forEach(entry -> entry.fail(e));
      } else {
        runOneByOne(function, batch);
      }
    } catch (Error e) {
      batch.forEach(entry -> entry.fail(e));
    }
  }

  private void runOneByOne(BatchFunction<I, O> function, List<Entry<I, O>> batch) {
    for (int i = 0; i < batch.size(); i++) {
      Entry<I, O> entry = batch.get(i);
      RuntimeException why = entry.unwanted(System.nanoTime());
      if (why != null) {
        end(List.of(new LaneQueues.Dropped<>(entry, why)));
        continue;
      }
      try {
        answer(function, List.of(entry));
      } catch (RuntimeException e) {
        if (isEngineFailure(e)) {
          batch.subList(i, batch.size()).forEach(one -> one.fail(e));
          return;
        }
        entry.fail(e);
      } catch (Error e) {
        batch.subList(i, batch.size()).forEach(one -> one.fail(e));
        return;
      }
    }
  }

  private void answer(BatchFunction<I, O> function, List<Entry<I, O>> batch) {
    List<O> answers = timed(function, batch);
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).answer.complete(answers.get(i));
    }
  }

  /** The answers of one run, which is counted before anybody can hear of them. */
  private List<O> timed(BatchFunction<I, O> function, List<Entry<I, O>> batch) {
    long beganNanos = System.nanoTime();
    boolean succeeded = false;
    try {
      List<O> answers = function.run(batch.stream().map(entry -> entry.item).toList());
      if (answers.size() != batch.size()) {
        throw new IllegalStateException(
            "%d answers for %d items".formatted(answers.size(), batch.size()));
      }
      succeeded = true;
      learn(batch.size(), System.nanoTime() - beganNanos);
      return answers;
    } finally {
      listener.ran(batch.size(), System.nanoTime() - beganNanos, succeeded);
    }
  }

  private static boolean isEngineFailure(RuntimeException failure) {
    return failure instanceof ServiceException known && known.code() == ErrorCode.ENGINE_FAILED;
  }

  private void learn(int items, long tookNanos) {
    lock.lock();
    try {
      times.record(items, tookNanos);
      arrivals.runEnded(items, tookNanos, System.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  private void ended(List<Entry<I, O>> batch) {
    lock.lock();
    try {
      batch.forEach(running::remove);
    } finally {
      lock.unlock();
    }
    batch.forEach(entry -> entry.fail(new IllegalStateException("The run gave no answer")));
  }

  /** The next batch, in its turn; empty once this is closed. */
  private List<Entry<I, O>> next() {
    List<LaneQueues.Dropped<I, O>> dropped = new ArrayList<>();
    List<Entry<I, O>> batch;
    do {
      lock.lock();
      try {
        if (!gather()) {
          return List.of();
        }
        long nowNanos = System.nanoTime();
        batch =
            queues.take(
                rule.size(queues.items(), queues.nearestDeadlineNanos(), nowNanos),
                nowNanos,
                dropped::add);
        running.addAll(batch);
        batch.forEach(e -> listener.waited(e.ticket.lane(), nowNanos - e.submittedNanos));
        tellDepths();
      } finally {
        lock.unlock();
      }
      end(dropped);
      dropped.clear();
    } while (batch.isEmpty());
    return batch;
  }

  /** Waits until a batch is to be taken; false once this is closed. Holds the lock. */
  private boolean gather() {
    while (gathering && !closed) {
      turn.awaitUninterruptibly();
    }
    gathering = true;
    try {
      long idleSinceNanos = System.nanoTime();
      while (!closed) {
        if (queues.items() == 0) {
          wakeAtItems = 1;
          arrived.awaitUninterruptibly();
          continue;
        }
        long nowNanos = System.nanoTime();
        long sinceNanos =
            nowNanos - Math.min(nowNanos - idleSinceNanos, nowNanos - queues.oldestNanos());
        ClosingRule.Decision decision =
            rule.decide(queues.items(), sinceNanos, queues.nearestDeadlineNanos(), nowNanos);
        if (decision.waitNanos() <= 0) {
          return true;
        }
        wakeAtItems = decision.untilItems();
        arrived.awaitNanos(decision.waitNanos());
      }
      return false;
    } catch (InterruptedException e) {
      // Nobody has a reason to interrupt a worker; it stops waiting for company, no more.
      Thread.currentThread().interrupt();
      return true;
    } finally {
      gathering = false;
      turn.signal();
    }
  }

  private void end(List<LaneQueues.Dropped<I, O>> dropped) {
    for (LaneQueues.Dropped<I, O> one : dropped) {
      listener.dropped(
          one.entry().ticket.lane(),
          one.why() instanceof ServiceException known ? known.code() : ErrorCode.INTERNAL);
      one.entry().fail(one.why());
    }
  }

  private void tellDepth(Lane lane) {
    listener.depth(lane, queues.items(lane));
  }

  private void tellDepths() {
    for (Lane lane : Lane.values()) {
      tellDepth(lane);
    }
  }

  private static ServiceException draining() {
    return new ServiceException(ErrorCode.DRAINING, "The node is shutting down; ask another.");
  }
}
