package dev.dermstream.batch.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.dermstream.batch.ledger.JobRecord;
import dev.dermstream.batch.v1.BatchServiceGrpc;
import dev.dermstream.batch.v1.CancelJobRequest;
import dev.dermstream.batch.v1.CancelJobResponse;
import dev.dermstream.batch.v1.CompareJobsRequest;
import dev.dermstream.batch.v1.CompareJobsResponse;
import dev.dermstream.batch.v1.GetJobRequest;
import dev.dermstream.batch.v1.GetJobResponse;
import dev.dermstream.batch.v1.GetReportRequest;
import dev.dermstream.batch.v1.GetReportResponse;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.batch.v1.ListJobsRequest;
import dev.dermstream.batch.v1.ListJobsResponse;
import dev.dermstream.batch.v1.PauseJobRequest;
import dev.dermstream.batch.v1.PauseJobResponse;
import dev.dermstream.batch.v1.ResumeJobRequest;
import dev.dermstream.batch.v1.ResumeJobResponse;
import dev.dermstream.batch.v1.RetryFailedRequest;
import dev.dermstream.batch.v1.RetryFailedResponse;
import dev.dermstream.batch.v1.SubmitJobRequest;
import dev.dermstream.batch.v1.SubmitJobResponse;
import dev.dermstream.batch.v1.WatchJobRequest;
import dev.dermstream.batch.v1.WatchJobResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** {@code dermstream.batch.v1.BatchService}. Thread-safe. */
final class BatchService extends BatchServiceGrpc.BatchServiceImplBase {
  private static final int MOST_CALLS = 100;
  private static final int PIECE = 64 << 10;
  private static final long LOOK_MILLIS = 100;
  private static final long INTERVAL_NANOS = 1_000_000_000;

  private final Calls calls = new Calls(MOST_CALLS);
  private final Jobs jobs;
  private final JobViews views;
  private final JobPages pages;

  BatchService(Jobs jobs, JobViews views, JobPages pages) {
    this.jobs = jobs;
    this.views = views;
    this.pages = pages;
  }

  @Override
  public void submitJob(SubmitJobRequest request, StreamObserver<SubmitJobResponse> response) {
    calls.answer(
        response,
        () ->
            SubmitJobResponse.newBuilder()
                .setJob(views.of(jobs.submit(request.getJobId(), request.getSpec())))
                .build());
  }

  @Override
  public void getJob(GetJobRequest request, StreamObserver<GetJobResponse> response) {
    calls.answer(
        response,
        () -> GetJobResponse.newBuilder().setJob(views.of(jobs.get(request.getJobId()))).build());
  }

  @Override
  public void listJobs(ListJobsRequest request, StreamObserver<ListJobsResponse> response) {
    calls.answer(
        response,
        () -> {
          ListJobsResponse.Builder all = ListJobsResponse.newBuilder();
          for (JobRecord job : jobs.list()) {
            all.addJobs(views.of(job));
          }
          return all.build();
        });
  }

  @Override
  public void watchJob(WatchJobRequest request, StreamObserver<WatchJobResponse> response) {
    calls.tell(
        response,
        answers -> {
          // Nobody ever gives a permit; an interrupt ends the wait.
          Semaphore pause = new Semaphore(0);
          Job last = Job.getDefaultInstance();
          long sent = 0;
          do {
            Job now = views.of(jobs.get(request.getJobId()));
            boolean due = System.nanoTime() - sent >= INTERVAL_NANOS;
            if (now.getState() != last.getState() || (due && !now.equals(last))) {
              answers.send(WatchJobResponse.newBuilder().setJob(now).build());
              last = now;
              sent = System.nanoTime();
            }
          } while (isRunning(last) && !pause.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS));
        });
  }

  private static boolean isRunning(Job job) {
    return switch (job.getState()) {
      case JOB_STATE_LISTING, JOB_STATE_SCREENING, JOB_STATE_WRITING -> true;
      case JOB_STATE_UNSPECIFIED,
          JOB_STATE_COMPLETED,
          JOB_STATE_PAUSED,
          JOB_STATE_CANCELLED,
          JOB_STATE_FAILED,
          UNRECOGNIZED ->
          false;
    };
  }

  @Override
  public void pauseJob(PauseJobRequest request, StreamObserver<PauseJobResponse> response) {
    calls.answer(
        response,
        () ->
            PauseJobResponse.newBuilder().setJob(views.of(jobs.pause(request.getJobId()))).build());
  }

  @Override
  public void resumeJob(ResumeJobRequest request, StreamObserver<ResumeJobResponse> response) {
    calls.answer(
        response,
        () ->
            ResumeJobResponse.newBuilder()
                .setJob(views.of(jobs.resume(request.getJobId())))
                .build());
  }

  @Override
  public void cancelJob(CancelJobRequest request, StreamObserver<CancelJobResponse> response) {
    calls.answer(
        response,
        () ->
            CancelJobResponse.newBuilder()
                .setJob(views.of(jobs.cancel(request.getJobId())))
                .build());
  }

  @Override
  public void retryFailed(
      RetryFailedRequest request, StreamObserver<RetryFailedResponse> response) {
    calls.answer(
        response,
        () -> {
          long files = jobs.retryFailed(request.getJobId());
          return RetryFailedResponse.newBuilder()
              .setFiles(files)
              .setJob(views.of(jobs.get(request.getJobId())))
              .build();
        });
  }

  @Override
  public void getReport(GetReportRequest request, StreamObserver<GetReportResponse> response) {
    calls.tell(
        response,
        answers -> {
          JobRecord job = jobs.get(request.getJobId());
          send(
              file -> pages.report(job, file),
              piece -> answers.send(GetReportResponse.newBuilder().setHtml(piece).build()));
        });
  }

  @Override
  public void compareJobs(
      CompareJobsRequest request, StreamObserver<CompareJobsResponse> response) {
    calls.tell(
        response,
        answers -> {
          JobRecord before = jobs.get(request.getBeforeJobId());
          JobRecord after = jobs.get(request.getAfterJobId());
          send(
              file -> compare(request.getCsv(), before, after, file),
              piece -> answers.send(CompareJobsResponse.newBuilder().setContent(piece).build()));
        });
  }

  private void compare(boolean csv, JobRecord before, JobRecord after, Path file)
      throws IOException, InterruptedException {
    if (csv) {
      pages.changes(before, after, file);
    } else {
      pages.comparison(before, after, file);
    }
  }

  private interface Writing {
    void to(Path file) throws IOException, InterruptedException;
  }

  private interface Sending {
    void send(ByteString piece) throws InterruptedException;
  }

  /** Whole before its first piece leaves, so that a page never breaks off in the middle. */
  private static void send(Writing writing, Sending sending)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("dermstream-batch", ".html");
    try {
      writing.to(file);
      try (InputStream in = Files.newInputStream(file)) {
        for (byte[] piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {
          sending.send(UnsafeByteOperations.unsafeWrap(piece));
        }
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
