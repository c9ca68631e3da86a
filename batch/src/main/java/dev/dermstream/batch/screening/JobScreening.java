package dev.dermstream.batch.screening;

import dev.dermstream.batch.archive.Archive;
import dev.dermstream.batch.archive.ArchiveException;
import dev.dermstream.batch.ledger.Conclusion;
import dev.dermstream.batch.ledger.JobRecord;
import dev.dermstream.batch.ledger.LedgerException;
import dev.dermstream.batch.ledger.ListedFile;
import dev.dermstream.batch.screening.Places.Place;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Screens the files of one job at one worker, each on a thread of its own. Whoever hands files over
 * bounds their number; {@link Places} bounds their bytes. A failure of the future means that the
 * job cannot go on here: {@link JobStoppedException} where somebody must act, {@link
 * LedgerException} where the ledger is away. Thread-safe.
 */
public final class JobScreening implements AutoCloseable {
  private final JobRecord job;
  private final String release;
  private final Archive archive;
  private final ScreeningParts parts;
  private final Question question;
  private final Knowledge knowledge;
  private final Standing standing;
  private final SameImages same = new SameImages();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param release that the job is pinned to; empty for one that takes any
   * @param archive closed with this
   */
  public JobScreening(JobRecord job, String release, Archive archive, ScreeningParts parts) {
    this.job = job;
    this.release = release;
    this.archive = archive;
    this.parts = parts;
    this.question = new Question(job.spec(), parts.limits());
    this.knowledge = new Knowledge(parts.ledger(), job.id());
    this.standing = new Standing(parts.ledger(), job.id(), parts.clock());
  }

  /** Finds out how a file ends. */
  public CompletableFuture<Conclusion> screen(ListedFile file) {
    CompletableFuture<Conclusion> end = new CompletableFuture<>();
    parts.listener().began();
    threads.execute(() -> {
      try {
        Conclusion conclusion = conclude(file);
        parts.listener().ended(conclusion.outcome());
        end.complete(conclusion);
      } catch (Throwable e) {
        parts.listener().gaveUp();
        end.completeExceptionally(e);
      }
    });
    return end;
  }

  private Conclusion conclude(ListedFile file)
      throws InterruptedException, JobStoppedException, IOException {
    Pauses pauses = new Pauses(parts.config());
    for (int attempt = 1; ; attempt++) {
      long size = file.entry().bytes() < 0 ? parts.config().mostImageBytes() : file.entry().bytes();
      try (Place _ = parts.places().take(job.spec().getPriority(), size)) {
        byte[] content = archive.read(file.entry(), parts.config().mostImageBytes());
        return conclude(file.position(), content);
      } catch (ArchiveException e) {
        if (!e.fault().isRetryable() || attempt >= attempts()) {
          return Conclusions.unreadable(file.position(), e);
        }
        standing.waitsFor(String.valueOf(e.getMessage()));
      }
      pauses.pause(0);
    }
  }

  private Conclusion conclude(long position, byte[] content)
      throws InterruptedException, JobStoppedException, LedgerException {
    String digest = Sha256.hex(content);
    if (knowledge.isAnswered(digest)) {
      return Conclusions.duplicate(position, digest, content.length);
    }
    CompletableFuture<Conclusion> mine = new CompletableFuture<>();
    CompletableFuture<Conclusion> others = same.others(digest, mine);
    if (others != null) {
      return Conclusions.at(position, await(others));
    }
    try {
      Conclusion conclusion = ask(position, digest, content);
      mine.complete(conclusion);
      same.ended();
      return conclusion;
    } catch (Throwable e) {
      same.failed(digest);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private static Conclusion await(CompletableFuture<Conclusion> others)
      throws InterruptedException, JobStoppedException, LedgerException {
    try {
      return others.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case LedgerException away -> throw new LedgerException(away);
        case JobStoppedException stopped -> throw stopped;
        case InterruptedException _ -> throw new InterruptedException();
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  private Conclusion ask(long position, String digest, byte[] content)
      throws InterruptedException, JobStoppedException, LedgerException {
    ScreenRequest request;
    switch (question.of(content, digest)) {
      case Question.Refused(Error error) -> {
        return Conclusions.rejected(position, digest, content.length, error);
      }
      case Question.Asked(ScreenRequest asked) -> request = asked;
    }
    Pauses pauses = new Pauses(parts.config());
    int failed = 0;
    while (true) {
      Error error;
      try {
        Report report = parts.gateway().screen(request);
        String answered = report.getProvenance().getReleaseId();
        if (isWanted(answered)) {
          standing.goesOn();
          return Conclusions.of(position, digest, content.length, report);
        }
        standing.waitsFor(
            "The job is pinned to release %s; the gateway answers with %s."
                .formatted(release, answered));
        pauses.pause(parts.config().longestRetryPause().toMillis());
        continue;
      } catch (StatusRuntimeException e) {
        requireNotInterrupted();
        error = StatusMapping.toError(e, "");
        parts.listener().failed(error.getCode());
      }
      switch (Reaction.to(error)) {
        case REJECT -> {
          return Conclusions.rejected(position, digest, content.length, error);
        }
        case STOP -> throw new JobStoppedException(error.getCode() + ": " + error.getMessage());
        case WAIT -> standing.waitsFor(error.getCode() + ": " + error.getMessage());
        case COUNT -> {
          failed++;
          if (failed >= attempts()) {
            return Conclusions.setAside(position, digest, content.length, error);
          }
        }
      }
      pauses.pause(error.getRetryAfterMillis());
    }
  }

  /** A rejection names no release: nothing of the model had a say in it. */
  private boolean isWanted(String answered) {
    return release.isEmpty() || answered.isEmpty() || answered.equals(release);
  }

  private int attempts() {
    return job.spec().getAttempts() == 0 ? parts.config().attempts() : job.spec().getAttempts();
  }

  private static void requireNotInterrupted() throws InterruptedException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedException();
    }
  }

  /** Gives up what is in flight; it waits in the ledger. */
  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    knowledge.close();
    archive.close();
  }
}
