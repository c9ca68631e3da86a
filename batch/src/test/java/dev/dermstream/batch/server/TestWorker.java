package dev.dermstream.batch.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.batch.v1.BatchServiceGrpc;
import dev.dermstream.batch.v1.BatchServiceGrpc.BatchServiceBlockingStub;
import dev.dermstream.batch.v1.GetJobRequest;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.batch.v1.JobSpec;
import dev.dermstream.batch.v1.Output;
import dev.dermstream.batch.v1.Source;
import dev.dermstream.batch.v1.SubmitJobRequest;
import dev.dermstream.batch.v1.WatchJobRequest;
import dev.dermstream.batch.v1.WatchJobResponse;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Collectors;

/** A worker of this process, with a client of it. */
final class TestWorker implements AutoCloseable {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final BatchServer server;
  private final ManagedChannel channel;

  TestWorker(Config config) throws IOException {
    server = BatchServer.start(config, new StageMetrics(registry));
    channel = NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
  }

  /** Alone, with an embedded ledger, impatient. */
  static Config config(Path ledger, SimulatedGateway gateway) {
    return ConfigFactory.parseString(
            """
            dermstream.batch {
              port = 0
              gateway.address = "%s"
              ledger.directory = "%s"
              screening { in-flight = 8, attempts = 2, retry-pause = 10ms, longest-retry-pause = 50ms }
            }
            """
                .formatted(gateway.address(), ledger))
        .withFallback(Configuration.load(null));
  }

  /** Files that the worker has taken up and that wait for memory. */
  int waiting() {
    return registry.scrape("dermstream_batch_waiting_files"::equals).stream()
        .flatMap(metric -> metric.getDataPoints().stream())
        .mapToInt(point -> (int) ((GaugeDataPointSnapshot) point).getValue())
        .sum();
  }

  /** Names of all metrics, as they are exported. */
  Set<String> metrics() {
    return registry.scrape().stream()
        .map(metric ->
            metric.getMetadata().getPrometheusName()
                + (metric instanceof CounterSnapshot ? "_total" : ""))
        .collect(Collectors.toSet());
  }

  BatchServiceBlockingStub client() {
    return BatchServiceGrpc.newBlockingStub(channel);
  }

  static JobSpec.Builder spec(Path source, Path output) {
    return JobSpec.newBuilder()
        .setSource(Source.newBuilder().setLocation(source.toString()))
        .addOutputs(Output.newBuilder().setLocation(output.toString()));
  }

  String submit(JobSpec.Builder spec) {
    return client()
        .submitJob(SubmitJobRequest.newBuilder().setSpec(spec).build())
        .getJob()
        .getJobId();
  }

  Job job(String id) {
    return client().getJob(GetJobRequest.newBuilder().setJobId(id).build()).getJob();
  }

  /** Waits until the job has ended or rests. */
  Job awaitEnd(String id) {
    Iterator<WatchJobResponse> standings =
        client().watchJob(WatchJobRequest.newBuilder().setJobId(id).build());
    Job last = Job.getDefaultInstance();
    while (standings.hasNext()) {
      last = standings.next().getJob();
    }
    return last;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
  }
}
