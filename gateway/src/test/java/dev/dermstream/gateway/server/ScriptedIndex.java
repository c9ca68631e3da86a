package dev.dermstream.gateway.server;

import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.index.v1.IndexServiceGrpc;
import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.Label;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An index that does what the test says. */
final class ScriptedIndex extends IndexServiceGrpc.IndexServiceImplBase {
  /** What to do with a request. */
  interface Script {
    void run(ClassifyRequest request, ServerCallStreamObserver<ClassifyResponse> out);
  }

  final Queue<ClassifyRequest> requests = new ConcurrentLinkedQueue<>();

  /** Set anew, it counts no call that began before. */
  volatile AtomicInteger cancelled = new AtomicInteger();

  volatile Script script = answer(ScriptedNode.RELEASE);

  @Override
  public void classify(ClassifyRequest request, StreamObserver<ClassifyResponse> responses) {
    ServerCallStreamObserver<ClassifyResponse> out =
        (ServerCallStreamObserver<ClassifyResponse>) responses;
    out.setOnCancelHandler(cancelled::incrementAndGet);
    // A test that saw the request may change the script before it runs.
    Script now = script;
    requests.add(request);
    now.run(request, out);
  }

  static void silent(ClassifyRequest request, ServerCallStreamObserver<ClassifyResponse> out) {}

  static Script answer(String release) {
    return (request, out) -> {
      out.onNext(response(release));
      out.onCompleted();
    };
  }

  static ClassifyResponse response(String release) {
    Label melanoma =
        Label.newBuilder()
            .setIdCode(6)
            .setNameEnglish("Malignant Melanoma")
            .setNameKorean("악성흑색종")
            .build();
    return ClassifyResponse.newBuilder()
        .setReleaseId(release)
        .addLabels(melanoma.toBuilder().setScorePercent(100))
        .addClassConfidence(
            ClassConfidence.newBuilder().setIdCode(6).setSimilarity(.9).setConfidencePercent(100))
        .addTimings(ScriptedNode.timing("classify"))
        .addLabelSet(melanoma)
        .build();
  }
}
