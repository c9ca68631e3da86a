package dev.dermstream.gateway.batch;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.dermstream.batch.v1.BatchServiceGrpc;
import dev.dermstream.batch.v1.CancelJobRequest;
import dev.dermstream.batch.v1.CancelJobResponse;
import dev.dermstream.batch.v1.GetJobRequest;
import dev.dermstream.batch.v1.GetJobResponse;
import dev.dermstream.batch.v1.GetReportRequest;
import dev.dermstream.batch.v1.GetReportResponse;
import dev.dermstream.batch.v1.ListJobsRequest;
import dev.dermstream.batch.v1.ListJobsResponse;
import dev.dermstream.batch.v1.PauseJobRequest;
import dev.dermstream.batch.v1.PauseJobResponse;
import dev.dermstream.batch.v1.ResumeJobRequest;
import dev.dermstream.batch.v1.ResumeJobResponse;
import dev.dermstream.batch.v1.RetryFailedRequest;
import dev.dermstream.batch.v1.RetryFailedResponse;
import dev.dermstream.error.ServiceException;
import dev.dermstream.gateway.screening.InboundCall;
import dev.dermstream.gateway.upstream.BatchClient;
import io.grpc.MethodDescriptor;

/**
 * What may be asked of jobs. Each call ends by itself: with the worker's answer, or with its
 * refusal. For one event loop.
 */
public final class BatchJobs {
  /** Of one event loop; a worker takes 100 of everybody. */
  private static final int MOST_CALLS = 16;

  private final BatchClient worker;
  private final Places places = new Places(MOST_CALLS);

  public BatchJobs(BatchClient worker) {
    this.worker = worker;
  }

  /** All jobs, the latest first. */
  public void list(InboundCall<ListJobsResponse> call) {
    ask(
        BatchServiceGrpc.getListJobsMethod(),
        ListJobsResponse.parser(),
        ListJobsRequest.getDefaultInstance(),
        call);
  }

  /**
   * One job.
   *
   * @param id 8 to 40 of a-z, 0-9 and hyphens, as for the others
   */
  public void get(String id, InboundCall<GetJobResponse> call) {
    ask(
        BatchServiceGrpc.getGetJobMethod(),
        GetJobResponse.parser(),
        GetJobRequest.newBuilder().setJobId(id).build(),
        call);
  }

  /** Stops a job for now. */
  public void pause(String id, InboundCall<PauseJobResponse> call) {
    ask(
        BatchServiceGrpc.getPauseJobMethod(),
        PauseJobResponse.parser(),
        PauseJobRequest.newBuilder().setJobId(id).build(),
        call);
  }

  /** Goes on with a paused or failed job. */
  public void resume(String id, InboundCall<ResumeJobResponse> call) {
    ask(
        BatchServiceGrpc.getResumeJobMethod(),
        ResumeJobResponse.parser(),
        ResumeJobRequest.newBuilder().setJobId(id).build(),
        call);
  }

  /** Ends a job for good. */
  public void cancel(String id, InboundCall<CancelJobResponse> call) {
    ask(
        BatchServiceGrpc.getCancelJobMethod(),
        CancelJobResponse.parser(),
        CancelJobRequest.newBuilder().setJobId(id).build(),
        call);
  }

  /** Tries again what was set aside or could not be read. */
  public void retryFailed(String id, InboundCall<RetryFailedResponse> call) {
    ask(
        BatchServiceGrpc.getRetryFailedMethod(),
        RetryFailedResponse.parser(),
        RetryFailedRequest.newBuilder().setJobId(id).build(),
        call);
  }

  /** The report in pieces, no faster than the caller reads them. */
  public void report(String id, InboundCall<GetReportResponse> call) {
    call.guarded(() -> {
      Relay<GetReportResponse> relay = new Relay<>(call, places.take());
      relay.follow(
          worker.follow(
              BatchServiceGrpc.getGetReportMethod(),
              GetReportResponse.parser(),
              GetReportRequest.newBuilder().setJobId(id).build(),
              call.context(),
              relay));
    });
  }

  /**
   * @throws ServiceException OVERLOADED if as many calls run as may
   */
  private <Q extends MessageLite, A extends MessageLite> void ask(
      MethodDescriptor<Q, A> method, Parser<A> answers, Q request, InboundCall<A> call) {
    call.guarded(() -> {
      Relay<A> relay = new Relay<>(call, places.take());
      relay.follow(
          worker.ask(method, answers, request, call.context(), relay::completed, relay::failed));
    });
  }
}
