package dev.dermstream.loadtest.benchmark;

import com.google.protobuf.ByteString;
import dev.dermstream.loadtest.load.Channels;
import dev.dermstream.peer.v1.ScoreRequest;
import dev.dermstream.peer.v1.ScoreResponse;
import dev.dermstream.peer.v1.ScoringServiceGrpc;
import dev.dermstream.peer.v1.ScoringServiceGrpc.ScoringServiceStub;
import io.grpc.ManagedChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server of {@code dermstream.peer.v1}. */
final class PeerTarget implements Target {
  private final ManagedChannel channel;
  private final ScoringServiceStub stub;
  private final List<ScoreRequest> requests;

  private PeerTarget(int port, List<ScoreRequest> requests) {
    channel = Channels.open(port);
    stub = ScoringServiceGrpc.newStub(channel);
    this.requests = requests;
  }

  /** Asked about JPEG files. */
  static PeerTarget pictures(int port, List<byte[]> files) {
    return new PeerTarget(
        port,
        files.stream()
            .map(file -> ScoreRequest.newBuilder().setImage(ByteString.copyFrom(file)).build())
            .toList());
  }

  /** Asked about one row of the matrix model. */
  static PeerTarget row(int port) {
    return new PeerTarget(
        port, List.of(ScoreRequest.newBuilder().setRow(Requests.rowBytes(1)).build()));
  }

  @Override
  public CompletableFuture<float[]> call(int index) {
    Answer<ScoreResponse> answer = new Answer<>(PeerTarget::scores);
    stub.withDeadlineAfter(Channels.DEADLINE.toSeconds(), TimeUnit.SECONDS)
        .score(requests.get(index % requests.size()), answer);
    return answer;
  }

  private static float[] scores(ScoreResponse response) {
    float[] scores = new float[response.getScoresCount()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = response.getScores(i);
    }
    return scores;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
