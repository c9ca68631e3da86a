package dev.dermstream.loadtest.benchmark;

import dev.dermstream.loadtest.load.Channels;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceStub;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferResponse;
import dev.dermstream.oip.v2.ModelStatistics;
import dev.dermstream.oip.v2.ModelStatisticsRequest;
import io.grpc.ManagedChannel;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The node, asked by the Open Inference Protocol. */
final class InferenceTarget implements Target {
  private final ManagedChannel channel;
  private final GRPCInferenceServiceStub stub;
  private final List<ModelInferRequest> requests;

  InferenceTarget(int port, List<ModelInferRequest> requests) {
    channel = Channels.open(port);
    stub = GRPCInferenceServiceGrpc.newStub(channel);
    this.requests = List.copyOf(requests);
  }

  @Override
  public CompletableFuture<float[]> call(int index) {
    Answer<ModelInferResponse> answer = new Answer<>(InferenceTarget::scores);
    stub.withDeadlineAfter(Channels.DEADLINE.toSeconds(), TimeUnit.SECONDS)
        .modelInfer(requests.get(index % requests.size()), answer);
    return answer;
  }

  /**
   * What a model has run since it was loaded.
   *
   * @param rows that were answered
   * @param runs of the model that answered them
   */
  record RunCount(long rows, long runs) {
    RunCount since(RunCount before) {
      return new RunCount(rows - before.rows, runs - before.runs);
    }
  }

  RunCount runs(String model) {
    ModelStatistics statistics =
        GRPCInferenceServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(Channels.DEADLINE.toSeconds(), TimeUnit.SECONDS)
            .modelStatistics(ModelStatisticsRequest.newBuilder().setName(model).build())
            .getModelStats(0);
    return new RunCount(statistics.getInferenceCount(), statistics.getExecutionCount());
  }

  private static float[] scores(ModelInferResponse response) {
    if (response.getRawOutputContentsCount() == 0) {
      List<Float> values = response.getOutputs(0).getContents().getFp32ContentsList();
      float[] scores = new float[values.size()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = values.get(i);
      }
      return scores;
    }
    var raw =
        response
            .getRawOutputContents(0)
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[] scores = new float[raw.remaining()];
    raw.get(scores);
    return scores;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
