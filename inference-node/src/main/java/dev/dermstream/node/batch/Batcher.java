package dev.dermstream.node.batch;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.engine.EngineStack;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

/**
 * Gathers items into batches and runs them on a fixed number of workers. Thread-safe; every future
 * is completed, at the latest by {@link #close}, by a worker or the closing thread: what follows it
 * must be short or go to another executor.
 *
 * @param <I> an item
 * @param <O> its answer
 */
public final class Batcher<I, O> implements AutoCloseable {
  private final BatchSettings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Map<Lane, Queue<Entry<I, O>>> lanes = new EnumMap<>(Lane.class);
  private final Set<Entry<I, O>> running = new HashSet<>();
  private final List<Thread> threads = new ArrayList<>();
  private final WorkerRun[] runs;
  private int waitingItems;
  private long waitingBytes;
  private boolean closed;

  private record Entry<I, O>(I item, Ticket ticket, CompletableFuture<O> answer) {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /**
   * Starts the workers.
   *
   * @param name of the device, for threads and metrics
   * @param functions what each worker runs, by its number; made here, used by that worker alone
   */
  public Batcher(String name, BatchSettings settings, IntFunction<BatchFunction<I, O>> functions) {
    this.settings = settings;
    this.runs = new WorkerRun[settings.workers()];
    for (Lane lane : Lane.values()) {
      lanes.put(lane, new ArrayDeque<>());
    }
    for (int i = 0; i < settings.workers(); i++) {
      int worker = i;
      BatchFunction<I, O> function = functions.apply(worker);
      runs[worker] = new WorkerRun(worker, 0, 0);
      threads.add(
          Thread.ofPlatform()
              .name(name + "-" + worker)
              .stackSize(EngineStack.BYTES)
              .daemon()
              .unstarted(() -> work(worker, function)));
    }
    threads.forEach(Thread::start);
  }

  /**
   * Queues an item.
   *
   * @return its answer, or the failure of its run, or ServiceException DEADLINE or CANCELLED if it
   *     was dropped before it cost anything. Cancelling the future drops the item too
   * @throws ServiceException OVERLOADED if the queue is full, DRAINING if this is closed
   */
  public CompletableFuture<O> submit(I item, Ticket ticket) {
    Entry<I, O> entry = new Entry<>(item, ticket, new CompletableFuture<>());
    lock.lock();
    try {
      if (closed) {
        throw closing();
      }
      if (waitingItems >= settings.queueItems()
          || waitingBytes + ticket.payloadBytes() > settings.queueBytes()) {
        throw new ServiceException(
            ErrorCode.OVERLOADED, "Every place in the node's queue is taken; try again.");
      }
      Objects.requireNonNull(lanes.get(ticket.lane())).add(entry);
      waitingItems++;
      waitingBytes += ticket.payloadBytes();
      filled.signal();
    } finally {
      lock.unlock();
    }
    return entry.answer;
  }

  /** What every worker is doing now. */
  public List<WorkerRun> workers() {
    lock.lock();
    try {
      return List.of(runs);
    } finally {
      lock.unlock();
    }
  }

  /** Ends everything that waits or runs with this failure, at once; new items are still taken. */
  public void failAll(Throwable failure) {
    List<Entry<I, O>> all = new ArrayList<>();
    lock.lock();
    try {
      all.addAll(running);
      lanes.values().forEach(all::addAll);
      lanes.values().forEach(Queue::clear);
      waitingItems = 0;
      waitingBytes = 0;
    } finally {
      lock.unlock();
    }
    all.forEach(entry -> entry.answer.completeExceptionally(failure));
  }

  /** Takes no more items, fails what waits as DRAINING; runs that have begun end by themselves. */
  @Override
  public void close() {
    List<Entry<I, O>> left = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      lanes.values().forEach(left::addAll);
      lanes.values().forEach(Queue::clear);
      filled.signalAll();
    } finally {
      lock.unlock();
    }
    left.forEach(entry -> entry.answer.completeExceptionally(closing()));
  }

  private void work(int worker, BatchFunction<I, O> function) {
    List<Entry<I, O>> batch = next(worker);
    while (!batch.isEmpty()) {
      try {
        List<O> answers = function.run(batch.stream().map(Entry::item).toList());
        for (int i = 0; i < batch.size(); i++) {
          batch.get(i).answer.complete(answers.get(i));
        }
      } catch (RuntimeException | Error e) {
        batch.forEach(entry -> entry.answer.completeExceptionally(e));
      } finally {
        ended(worker, batch);
      }
      batch = next(worker);
    }
  }

  private void ended(int worker, List<Entry<I, O>> batch) {
    lock.lock();
    try {
      batch.forEach(running::remove);
      runs[worker] = new WorkerRun(worker, 0, 0);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for items; none once this is closed. */
  private List<Entry<I, O>> next(int worker) {
    List<Entry<I, O>> batch = new ArrayList<>();
    lock.lock();
    try {
      while (batch.isEmpty()) {
        while (waitingItems == 0) {
          if (closed) {
            return List.of();
          }
          filled.awaitUninterruptibly();
        }
        gather(batch);
      }
      running.addAll(batch);
      runs[worker] = new WorkerRun(worker, System.nanoTime(), batch.size());
    } finally {
      lock.unlock();
    }
    return batch;
  }

  private void gather(List<Entry<I, O>> batch) {
    for (Queue<Entry<I, O>> lane : lanes.values()) {
      while (!lane.isEmpty() && batch.size() < settings.maxBatchSize()) {
        Entry<I, O> entry = lane.remove();
        waitingItems--;
        waitingBytes -= entry.ticket.payloadBytes();
        if (wanted(entry)) {
          batch.add(entry);
        }
      }
    }
  }

  private boolean wanted(Entry<I, O> entry) {
    if (entry.answer.isDone()) {
      return false;
    }
    if (entry.ticket.cancelled().getAsBoolean()) {
      entry.answer.completeExceptionally(
          new ServiceException(ErrorCode.CANCELLED, "The call was cancelled."));
      return false;
    }
    if (entry.ticket.expiredAt(System.nanoTime())) {
      entry.answer.completeExceptionally(
          new ServiceException(ErrorCode.DEADLINE, "The deadline passed before the answer."));
      return false;
    }
    return true;
  }

  private static ServiceException closing() {
    return new ServiceException(ErrorCode.DRAINING, "The node is shutting down; ask another.");
  }
}
