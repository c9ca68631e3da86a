package dev.dermstream.batch.engine;

import com.hazelcast.jet.core.Processor;
import com.hazelcast.jet.pipeline.SourceBuilder.SourceBuffer;
import dev.dermstream.batch.ledger.JobRecord;
import java.io.IOException;
import java.io.Serializable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Work of one member, on a thread of its own: the engine's cannot be interrupted, so a pipeline
 * that is cancelled could not end before its work has.
 */
final class Step {
  private static final long LOOK_MILLIS = 100;

  /** What is done; sent to the member that does it. */
  interface Work extends Serializable {
    void run(Worker worker, JobRecord job) throws IOException, InterruptedException;
  }

  private final FutureTask<Void> task;
  private final Thread thread;

  private Step(FutureTask<Void> task, String name) {
    this.task = task;
    this.thread = Thread.ofVirtual().name(name).start(task);
  }

  static Step begin(Processor.Context context, String job, Work work) {
    Worker worker = Worker.at(context.hazelcastInstance());
    return new Step(
        new FutureTask<>(() -> {
          work.run(worker, worker.job(job));
          return null;
        }),
        "step-" + job);
  }

  /** Waits a moment; closes the buffer when the work is done. */
  void fill(SourceBuffer<String> buffer) throws Exception {
    try {
      task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      buffer.close();
    } catch (TimeoutException e) {
      // The engine asks again, unless the pipeline is cancelled.
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
