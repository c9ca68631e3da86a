package dev.dermstream.loadtest.lanes;

import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.index.v1.IndexServiceGrpc;
import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.Label;
import io.grpc.stub.StreamObserver;

/** An index that answers at once, always the same. */
final class SimulatedIndex extends IndexServiceGrpc.IndexServiceImplBase {
  private static final Label LABEL =
      Label.newBuilder()
          .setIdCode(1)
          .setNameEnglish("Simulated")
          .setNameKorean("Simulated")
          .setScorePercent(100)
          .build();

  @Override
  public void classify(ClassifyRequest request, StreamObserver<ClassifyResponse> out) {
    out.onNext(
        ClassifyResponse.newBuilder()
            .setReleaseId(SimulatedNode.RELEASE)
            .addLabels(LABEL)
            .addLabelSet(LABEL)
            .addClassConfidence(
                ClassConfidence.newBuilder()
                    .setIdCode(1)
                    .setSimilarity(1)
                    .setConfidencePercent(100))
            .build());
    out.onCompleted();
  }
}
