package dev.dermstream.loadtest.gateway;

import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.index.v1.IndexServiceGrpc;
import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.NearestCluster;
import dev.dermstream.v1.NearestNeighbor;
import io.grpc.stub.StreamObserver;

/** An index that answers at once, in the size and form of a real one. */
final class SimulatedIndex extends IndexServiceGrpc.IndexServiceImplBase {
  private static final int NEAREST = 5;

  @Override
  public void classify(ClassifyRequest request, StreamObserver<ClassifyResponse> out) {
    PictureSum sum = PictureSum.of(request.getEmbeddingList());
    ClassifyResponse.Builder response =
        ClassifyResponse.newBuilder()
            .setReleaseId(SimulatedNode.RELEASE)
            .addTimings(SimulatedNode.timing("classify"));
    for (int i = 0; i < PictureSum.CLASSES; i++) {
      // Best first: the found class leads the circle of all classes.
      double score = i == 0 ? 86 : 1;
      response
          .addLabels(
              label((sum.idCode() + i) % PictureSum.CLASSES).toBuilder().setScorePercent(score))
          .addClassConfidence(
              ClassConfidence.newBuilder()
                  .setIdCode(i)
                  .setSimilarity(.5)
                  .setConfidencePercent(i == sum.idCode() ? 86 : 1))
          .addLabelSet(label(i));
    }
    for (int i = 0; i < NEAREST; i++) {
      response
          .addNearestClusters(
              NearestCluster.newBuilder()
                  .setClusterId(i)
                  .setIdCode(sum.idCode())
                  .setCosineSimilarity(.9 - .01 * i)
                  .setSize(100))
          .addNearestNeighbors(
              NearestNeighbor.newBuilder()
                  .setIdentifier(sum + "-" + i)
                  .setIdCode(sum.idCode())
                  .setCosineSimilarity(.9 - .01 * i));
    }
    out.onNext(response.build());
    out.onCompleted();
  }

  static String className(int idCode) {
    return "Class number " + idCode;
  }

  private static Label label(int idCode) {
    return Label.newBuilder()
        .setIdCode(idCode)
        .setNameEnglish(className(idCode))
        .setNameKorean("분류 " + idCode)
        .build();
  }
}
