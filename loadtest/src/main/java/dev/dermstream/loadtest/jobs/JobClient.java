package dev.dermstream.loadtest.jobs;

import dev.dermstream.batch.v1.BatchServiceGrpc;
import dev.dermstream.batch.v1.BatchServiceGrpc.BatchServiceBlockingStub;
import dev.dermstream.batch.v1.CancelJobRequest;
import dev.dermstream.batch.v1.GetJobRequest;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.batch.v1.JobSpec;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.batch.v1.Output;
import dev.dermstream.batch.v1.Source;
import dev.dermstream.batch.v1.SubmitJobRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;

/** A client of a worker's door. */
final class JobClient implements AutoCloseable {
  /** Seldom: every look is work for the machine that is measured. */
  private static final long LOOK_MILLIS = 200;

  private final ManagedChannel channel;
  private final BatchServiceBlockingStub worker;

  JobClient(String address) {
    channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
    worker = BatchServiceGrpc.newBlockingStub(channel);
  }

  /** Runs a job that takes whichever release answers, and follows it to its end. */
  JobTimes run(Path source, Path output) throws IOException, InterruptedException {
    return follow(submit(source, output));
  }

  /** Returns the job's id. */
  String submit(Path source, Path output) {
    JobSpec spec =
        JobSpec.newBuilder()
            .setSource(Source.newBuilder().setLocation(source.toString()))
            .addOutputs(Output.newBuilder().setLocation(output.toString()))
            .setRelease("live")
            .build();
    return worker
        .submitJob(SubmitJobRequest.newBuilder().setSpec(spec).build())
        .getJob()
        .getJobId();
  }

  JobTimes follow(String id) throws IOException, InterruptedException {
    PhaseClock phases = new PhaseClock();
    Job job = job(id);
    while (job.getState() != JobState.JOB_STATE_COMPLETED) {
      if (job.getState() == JobState.JOB_STATE_FAILED) {
        throw new IOException("The job failed: " + job.getReason());
      }
      phases.in(job.getState());
      Thread.sleep(LOOK_MILLIS);
      job = job(id);
    }
    return phases.end(job.getProgress().getFiles());
  }

  Job job(String id) {
    return worker.getJob(GetJobRequest.newBuilder().setJobId(id).build()).getJob();
  }

  void cancel(String id) {
    worker.cancelJob(CancelJobRequest.newBuilder().setJobId(id).build());
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
