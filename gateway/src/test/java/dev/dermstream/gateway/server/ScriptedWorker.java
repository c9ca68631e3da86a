package dev.dermstream.gateway.server;

import com.google.protobuf.ByteString;
import dev.dermstream.batch.v1.BatchServiceGrpc;
import dev.dermstream.batch.v1.CancelJobRequest;
import dev.dermstream.batch.v1.CancelJobResponse;
import dev.dermstream.batch.v1.GetJobRequest;
import dev.dermstream.batch.v1.GetJobResponse;
import dev.dermstream.batch.v1.GetReportRequest;
import dev.dermstream.batch.v1.GetReportResponse;
import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.batch.v1.JobSpec;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.batch.v1.ListJobsRequest;
import dev.dermstream.batch.v1.ListJobsResponse;
import dev.dermstream.batch.v1.OutcomeCount;
import dev.dermstream.batch.v1.PauseJobRequest;
import dev.dermstream.batch.v1.PauseJobResponse;
import dev.dermstream.batch.v1.Progress;
import dev.dermstream.batch.v1.ResumeJobRequest;
import dev.dermstream.batch.v1.ResumeJobResponse;
import dev.dermstream.batch.v1.RetryFailedRequest;
import dev.dermstream.batch.v1.RetryFailedResponse;
import dev.dermstream.batch.v1.Source;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A batch worker with one made-up job that remembers what it was asked. */
final class ScriptedWorker extends BatchServiceGrpc.BatchServiceImplBase {
  static final Job JOB =
      Job.newBuilder()
          .setJobId("job-of-the-night")
          .setSpec(
              JobSpec.newBuilder()
                  .setTitle("Archive <b>2019</b>")
                  .setSource(Source.newBuilder().setLocation("/archive/2019")))
          .setState(JobState.JOB_STATE_SCREENING)
          .setReleaseId("release-a")
          .setSubmittedMillis(1_700_000_000_000L)
          .setProgress(
              Progress.newBuilder()
                  .setFiles(5_000_000_000L)
                  .setListed(true)
                  .setFilesPerSecond(12.5)
                  .addOutcomes(
                      OutcomeCount.newBuilder()
                          .setOutcome(ImageOutcome.IMAGE_OUTCOME_REJECTED)
                          .setCode("TRUNCATED_IMAGE")
                          .setFiles(7)))
          .build();

  /** Method and id of every call. */
  final Queue<String> asked = new ConcurrentLinkedQueue<>();

  /** Set anew, it counts no call that began before. */
  volatile AtomicInteger cancelled = new AtomicInteger();

  volatile @Nullable ErrorCode refusal;
  volatile boolean silent;

  /** How a report is sent. */
  volatile Consumer<ServerCallStreamObserver<GetReportResponse>> report = whole("<p>report</p>");

  static Consumer<ServerCallStreamObserver<GetReportResponse>> whole(String... pieces) {
    return out -> {
      for (String piece : pieces) {
        out.onNext(piece(ByteString.copyFromUtf8(piece)));
      }
      out.onCompleted();
    };
  }

  static GetReportResponse piece(ByteString html) {
    return GetReportResponse.newBuilder().setHtml(html).build();
  }

  static Job in(JobState state) {
    return JOB.toBuilder().setState(state).build();
  }

  private <A> void answer(String call, StreamObserver<A> out, A answer) {
    if (begins(call, out)) {
      out.onNext(answer);
      out.onCompleted();
    }
  }

  private boolean begins(String call, StreamObserver<?> out) {
    ((ServerCallStreamObserver<?>) out).setOnCancelHandler(cancelled::incrementAndGet);
    asked.add(call);
    ErrorCode code = refusal;
    if (code != null) {
      out.onError(StatusMapping.toException(StatusMapping.error(code, "So it is.", "inside")));
    }
    return code == null && !silent;
  }

  @Override
  public void listJobs(ListJobsRequest request, StreamObserver<ListJobsResponse> out) {
    answer("list", out, ListJobsResponse.newBuilder().addJobs(JOB).build());
  }

  @Override
  public void getJob(GetJobRequest request, StreamObserver<GetJobResponse> out) {
    answer("get " + request.getJobId(), out, GetJobResponse.newBuilder().setJob(JOB).build());
  }

  @Override
  public void pauseJob(PauseJobRequest request, StreamObserver<PauseJobResponse> out) {
    answer(
        "pause " + request.getJobId(),
        out,
        PauseJobResponse.newBuilder().setJob(in(JobState.JOB_STATE_PAUSED)).build());
  }

  @Override
  public void resumeJob(ResumeJobRequest request, StreamObserver<ResumeJobResponse> out) {
    answer(
        "resume " + request.getJobId(),
        out,
        ResumeJobResponse.newBuilder().setJob(in(JobState.JOB_STATE_SCREENING)).build());
  }

  @Override
  public void cancelJob(CancelJobRequest request, StreamObserver<CancelJobResponse> out) {
    answer(
        "cancel " + request.getJobId(),
        out,
        CancelJobResponse.newBuilder().setJob(in(JobState.JOB_STATE_CANCELLED)).build());
  }

  @Override
  public void retryFailed(RetryFailedRequest request, StreamObserver<RetryFailedResponse> out) {
    answer(
        "retry " + request.getJobId(),
        out,
        RetryFailedResponse.newBuilder().setJob(JOB).setFiles(7).build());
  }

  @Override
  public void getReport(GetReportRequest request, StreamObserver<GetReportResponse> out) {
    if (begins("report " + request.getJobId(), out)) {
      report.accept((ServerCallStreamObserver<GetReportResponse>) out);
    }
  }
}
