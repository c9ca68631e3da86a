package dev.dermstream.node.health;

import dev.dermstream.error.ServiceException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** An engine of one thread that does what a test tells it. */
final class WorkingEngine implements WatchedEngine {
  private final EngineRuns runs = new EngineRuns();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
  private final Set<CompletableFuture<?>> held = ConcurrentHashMap.newKeySet();
  private final Supplier<String> inference;
  private final Retirement retirement = new Retirement("the trial", this::end, () -> freed = true);
  final AtomicInteger canaries = new AtomicInteger();
  volatile boolean unaskable;
  volatile boolean freed;

  /**
   * @param inference what a canary runs
   */
  WorkingEngine(Supplier<String> inference) {
    this.inference = inference;
  }

  static WorkingEngine well() {
    return new WorkingEngine(() -> "alive");
  }

  CompletableFuture<String> infer(Supplier<String> work) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    held.add(answer);
    worker.execute(() -> {
      try {
        answer.complete(runs.run(work));
      } catch (RuntimeException | Error e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  @Override
  public EngineRuns runs() {
    return runs;
  }

  @Override
  public CompletableFuture<?> canary() {
    canaries.incrementAndGet();
    if (unaskable) {
      throw new OutOfMemoryError("no thread");
    }
    return infer(inference);
  }

  @Override
  public void fail(ServiceException failure) {
    held.forEach(answer -> answer.completeExceptionally(failure));
  }

  @Override
  public Retirement retirement() {
    return retirement;
  }

  private boolean end(Duration atMost) throws InterruptedException {
    worker.shutdown();
    return worker.awaitTermination(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }
}
