package dev.dermstream.batch.engine;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.config.ProcessingGuarantee;
import dev.dermstream.batch.archive.ArchiveException;
import dev.dermstream.batch.ledger.JobRecord;
import dev.dermstream.batch.ledger.LedgerException;
import dev.dermstream.batch.ledger.Tally;
import dev.dermstream.batch.output.OutputException;
import dev.dermstream.batch.screening.JobStoppedException;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.platform.cluster.ClusterConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps pipelines in step with the ledger: each job that is to run has the one of its phase, no
 * other has any. Every worker looks; a pipeline's name is its job's, so that two who begin the same
 * begin one. A pipeline that failed is begun anew after a pause, unless somebody must act first;
 * then its job has FAILED and says on what.
 */
public final class JobEngine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JobEngine.class);
  private static final long TICK_MILLIS = 500;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Worker worker;
  private final HazelcastInstance member;
  private final Clock clock;
  private final Semaphore wake = new Semaphore(0);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread keeper;

  /** Pipelines that were begun or seen here and have not ended. */
  private final Map<String, Job> running = new HashMap<>();

  private final Map<String, Rest> resting = new HashMap<>();

  /** How long a job's pipeline is not begun anew. */
  private record Rest(Instant until, Duration pause) {}

  private JobEngine(Worker worker, HazelcastInstance member, Clock clock) {
    this.worker = worker;
    this.member = member;
    this.clock = clock;
    this.keeper = Thread.ofPlatform().name("jobs").daemon().start(this::run);
  }

  /** Joins the other workers and goes on with what the ledger says. */
  public static JobEngine start(ClusterConfig cluster, Worker worker, Clock clock) {
    return new JobEngine(worker, JetMember.start(cluster, worker), clock);
  }

  /** Looks at the ledger now, because it was changed here. */
  public void wake() {
    wake.release();
  }

  /** How many workers there are, this one included. */
  public int workers() {
    return member.getLifecycleService().isRunning() ? member.getCluster().getMembers().size() : 0;
  }

  private void run() {
    while (closed.getCount() > 0) {
      try {
        tick();
        if (wake.tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void tick() throws InterruptedException {
    try {
      for (JobRecord job : worker.ledger().jobs()) {
        Optional<Phase> phase = Phase.of(job.state());
        cancelOthers(job.id(), phase);
        if (phase.isPresent()) {
          keep(job, phase.get());
        }
      }
    } catch (LedgerException e) {
      log.warn("The ledger cannot be read; jobs go on as they were: {}", e.getMessage());
    } catch (HazelcastException | IllegalStateException e) {
      log.warn("The workers' cluster cannot be used now: {}", e.toString());
    } catch (RuntimeException e) {
      // Thrown on, it would end every job of this worker for ever.
      log.error("The keeper of the jobs failed; it goes on", e);
    }
  }

  /** Whoever keeps a job has its pipeline among its own, so that each is cancelled by somebody. */
  private void cancelOthers(String job, Optional<Phase> wanted) {
    for (Phase phase : Phase.values()) {
      if (wanted.isEmpty() || wanted.get() != phase) {
        Job pipeline = running.remove(phase.pipelineName(job));
        if (pipeline != null && !pipeline.getFuture().isDone()) {
          pipeline.cancel();
        }
      }
    }
  }

  private void keep(JobRecord job, Phase phase) throws LedgerException, InterruptedException {
    String name = phase.pipelineName(job.id());
    Job pipeline = running.get(name);
    if (pipeline == null) {
      if (!isResting(job.id())) {
        begin(job, phase);
      }
    } else if (pipeline.getFuture().isDone()) {
      running.remove(name);
      end(job, phase, failure(pipeline));
    }
  }

  private void begin(JobRecord job, Phase phase) {
    JobConfig config =
        new JobConfig()
            .setName(phase.pipelineName(job.id()))
            .setProcessingGuarantee(ProcessingGuarantee.NONE)
            // Both halves of a split may work: the ledger takes the first word.
            .setSplitBrainProtection(false)
            .setStoreMetricsAfterJobCompletion(false);
    log.info("Job {}: {}", job.id(), phase);
    Job pipeline =
        member.getJet().newJobIfAbsent(Pipelines.of(phase, job.id(), worker.inFlight()), config);
    running.put(config.getName(), pipeline);
    // Its failure is looked at by the keeper.
    var _ = pipeline.getFuture().whenComplete((_, _) -> wake());
  }

  private boolean isResting(String job) {
    Rest rest = resting.get(job);
    return rest != null && clock.instant().isBefore(rest.until);
  }

  private static @Nullable Throwable failure(Job pipeline) throws InterruptedException {
    try {
      pipeline.getFuture().get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (RuntimeException e) {
      return e;
    }
  }

  private void end(JobRecord job, Phase phase, @Nullable Throwable failure) throws LedgerException {
    if (failure == null) {
      resting.remove(job.id());
      if (phase == Phase.SCREENING) {
        endScreening(job);
      }
      return;
    }
    Optional<JobRecord> now = worker.ledger().job(job.id());
    if (now.isEmpty() || now.get().state() != job.state()) {
      return; // It was paused, cancelled or ended meanwhile.
    }
    String reason = reason(failure);
    if (mustBeHelped(failure)) {
      log.warn("Job {} cannot go on: {}", job.id(), reason);
      worker.ledger().move(job.id(), Set.of(job.state()), JobState.JOB_STATE_FAILED, reason);
      return;
    }
    Rest last = resting.get(job.id());
    Duration pause = last == null ? FIRST_PAUSE : shorter(last.pause.multipliedBy(2));
    resting.put(job.id(), new Rest(clock.instant().plus(pause), pause));
    log.warn("Job {} is tried again in {}: {}", job.id(), pause, reason, failure);
    worker.ledger().explain(job.id(), reason);
  }

  /** Files may be left that came back to waiting while the others were screened. */
  private void endScreening(JobRecord job) throws LedgerException {
    Tally tally = worker.ledger().tally(job.id());
    if (tally.listed() && tally.ended() == tally.files()) {
      worker.ledger().move(job.id(), Set.of(Phase.SCREENING.state()), Phase.WRITING.state(), "");
    }
    wake();
  }

  private static Duration shorter(Duration pause) {
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  private static boolean mustBeHelped(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      switch (each) {
        case JobStoppedException _ -> {
          return true;
        }
        case ArchiveException archive -> {
          return !archive.fault().isRetryable();
        }
        case OutputException output -> {
          return !output.isRetryable();
        }
        case LedgerException ledger -> {
          return !ledger.isRetryable();
        }
        default -> {}
      }
    }
    return false;
  }

  /** The sentence of whoever knew what was wrong, without the engine's words around it. */
  private static String reason(Throwable failure) {
    Throwable root = failure;
    for (Throwable each = failure; each != null; each = each.getCause()) {
      root = each;
      if (each instanceof java.io.IOException || each instanceof JobStoppedException) {
        break;
      }
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  /** Gives up what runs here; other workers, or the next start, go on with it. */
  @Override
  public void close() {
    closed.countDown();
    keeper.interrupt();
    boolean interrupted = false;
    while (keeper.isAlive()) {
      try {
        keeper.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    member.getLifecycleService().shutdown();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
