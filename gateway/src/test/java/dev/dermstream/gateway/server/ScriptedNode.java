package dev.dermstream.gateway.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.v1.DescribeRequest;
import dev.dermstream.node.v1.DescribeResponse;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.Finished;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.NodeServiceGrpc;
import dev.dermstream.node.v1.Rejected;
import dev.dermstream.v1.FinishReason;
import dev.dermstream.v1.ImageInfo;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.ProfileInfo;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.Release;
import dev.dermstream.v1.StageTiming;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A node that does what the test says: the first byte of the image picks the behaviour, or {@link
 * #script} does for all.
 */
final class ScriptedNode extends NodeServiceGrpc.NodeServiceImplBase {
  static final String RELEASE = "release-1";
  static final String MELANOMA_XML =
      "<root><label id_code=\"6\" score=\"88\">Malignant Melanoma</label>"
          + "<summary>Dark and uneven.</summary></root>";

  /** What to do with a request. */
  interface Script {
    void run(InferRequest request, ServerCallStreamObserver<InferResponse> out);
  }

  final Queue<InferRequest> requests = new ConcurrentLinkedQueue<>();
  final Queue<ServerCallStreamObserver<InferResponse>> open = new ConcurrentLinkedQueue<>();
  final Queue<Long> patienceMillis = new ConcurrentLinkedQueue<>();

  /** Set anew, it counts no call that began before. */
  volatile AtomicInteger cancelled = new AtomicInteger();

  volatile Script script = ScriptedNode::answer;
  final AtomicInteger describesAsked = new AtomicInteger();
  volatile boolean describes = true;
  volatile boolean silentOnDescribe;
  volatile Release described = release();

  @Override
  public void infer(InferRequest request, StreamObserver<InferResponse> responses) {
    ServerCallStreamObserver<InferResponse> out =
        (ServerCallStreamObserver<InferResponse>) responses;
    out.setOnCancelHandler(cancelled::incrementAndGet);
    Deadline deadline = Context.current().getDeadline();
    if (deadline != null) {
      patienceMillis.add(deadline.timeRemaining(TimeUnit.MILLISECONDS));
    }
    // A test that saw the request may change the script before it runs.
    Script now = script;
    requests.add(request);
    open.add(out);
    now.run(request, out);
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<DescribeResponse> out) {
    describesAsked.incrementAndGet();
    if (silentOnDescribe) {
      return;
    }
    if (describes) {
      out.onNext(DescribeResponse.newBuilder().setRelease(described).build());
      out.onCompleted();
    } else {
      out.onError(io.grpc.Status.UNAVAILABLE.asRuntimeException());
    }
  }

  static Release release() {
    return Release.newBuilder()
        .setReleaseId(RELEASE)
        .setNotice("not for clinical use")
        .setDefaultProfile("tumour15")
        .addProfiles(
            ProfileInfo.newBuilder()
                .setName("tumour15")
                .setReleaseId(RELEASE)
                .setAnswersQuestions(true)
                .addLabelSet(Label.newBuilder().setIdCode(0).setNameEnglish("Nevus")))
        .build();
  }

  /** Takes the request and says nothing. */
  static void silent(InferRequest request, ServerCallStreamObserver<InferResponse> out) {}

  /** The whole answer at once. */
  static void answer(InferRequest request, ServerCallStreamObserver<InferResponse> out) {
    out.onNext(encoded(RELEASE));
    if (!request.getEmbeddingOnly()) {
      write(out);
    }
    out.onCompleted();
  }

  /** Only the embedding; the text is for the test to send. */
  static void encodeOnly(InferRequest request, ServerCallStreamObserver<InferResponse> out) {
    out.onNext(encoded(RELEASE));
  }

  static void write(ServerCallStreamObserver<InferResponse> out) {
    out.onNext(InferResponse.newBuilder().setText(MELANOMA_XML.substring(0, 20)).build());
    out.onNext(InferResponse.newBuilder().setText(MELANOMA_XML.substring(20)).build());
    out.onNext(finished(MELANOMA_XML));
  }

  static void reject(InferRequest request, ServerCallStreamObserver<InferResponse> out) {
    out.onNext(
        InferResponse.newBuilder()
            .setRejected(
                Rejected.newBuilder()
                    .setError(
                        StatusMapping.error(
                            ErrorCode.TRUNCATED_IMAGE, "The image ends early.", "x"))
                    .setProvenance(provenance(RELEASE)))
            .build());
    out.onCompleted();
  }

  static Script fail(ErrorCode code, String sentence) {
    return (request, out) ->
        out.onError(
            StatusMapping.toException(StatusMapping.error(code, sentence, request.getRequestId())));
  }

  static Script fail(io.grpc.Status status) {
    return (request, out) -> out.onError(status.asRuntimeException());
  }

  static Script send(List<InferResponse> messages) {
    return (request, out) -> {
      messages.forEach(out::onNext);
      out.onCompleted();
    };
  }

  static InferResponse encoded(@Nullable String release) {
    return InferResponse.newBuilder()
        .setEncoded(
            Encoded.newBuilder()
                .addEmbedding(0.6f)
                .addEmbedding(0.8f)
                .setImage(ImageInfo.newBuilder().setFormat("JPEG").setWidth(3).setHeight(4))
                .setProvenance(provenance(release))
                .addTimings(timing("decode"))
                .addTimings(timing("preprocess"))
                .addTimings(timing("encode"))
                .setNotice("not for clinical use"))
        .build();
  }

  static InferResponse finished(String text) {
    return InferResponse.newBuilder()
        .setFinished(
            Finished.newBuilder()
                .setText(text)
                .setFinishReason(FinishReason.FINISH_REASON_END)
                .setGeneratedTokens(12)
                .addTimings(timing("generate")))
        .build();
  }

  static StageTiming timing(String stage) {
    return StageTiming.newBuilder().setStage(stage).setNanos(1_000_000).build();
  }

  private static Provenance provenance(@Nullable String release) {
    return Provenance.newBuilder()
        .setReleaseId(release == null ? "" : release)
        .setNodeId("node-1")
        .setEngine("scripted")
        .setProfile("tumour15")
        .build();
  }
}
