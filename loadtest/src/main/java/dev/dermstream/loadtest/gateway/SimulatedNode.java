package dev.dermstream.loadtest.gateway;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.Finished;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.NodeServiceGrpc;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.InferParameter;
import dev.dermstream.oip.v2.ModelInferResponse;
import dev.dermstream.v1.FinishReason;
import dev.dermstream.v1.ImageInfo;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.StageTiming;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;

/** A node whose device simulates; its answers have the size and form of real ones. */
final class SimulatedNode extends NodeServiceGrpc.NodeServiceImplBase {
  static final String RELEASE = "simulated-release";
  static final String PROFILE = "tumour15";

  private static final String SENTENCE =
      " is an asymmetric lesion with an uneven border and several colours. It should be seen by a"
          + " dermatologist, with dermoscopy and a comparison with earlier pictures.";

  private final PacedDevice device;
  private final Provenance provenance;

  SimulatedNode(PacedDevice device, String nodeId) {
    this.device = device;
    this.provenance =
        Provenance.newBuilder()
            .setReleaseId(RELEASE)
            .setNodeId(nodeId)
            .setEngine("simulated")
            .setProfile(PROFILE)
            .build();
  }

  /** The Open Inference Protocol's ModelInfer, answered with the sum of the whole message. */
  ServerServiceDefinition models() {
    return ServerServiceDefinition.builder(GRPCInferenceServiceGrpc.SERVICE_NAME)
        .addMethod(
            Wire.method(
                GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName(),
                MethodType.UNARY),
            ServerCalls.asyncUnaryCall(this::modelInfer))
        .build();
  }

  private void modelInfer(byte[] request, StreamObserver<byte[]> out) {
    PictureSum sum = PictureSum.of(UnsafeByteOperations.unsafeWrap(request));
    byte[] answer =
        ModelInferResponse.newBuilder()
            .setModelName(PROFILE)
            .putParameters("profile", text(provenance.getProfile()))
            .putParameters("release_id", text(provenance.getReleaseId()))
            .putParameters("node_id", text(provenance.getNodeId()))
            .putParameters("engine", text(provenance.getEngine()))
            .addRawOutputContents(ByteString.copyFromUtf8(sum.toString()))
            .build()
            .toByteArray();
    device.work(() -> {
      out.onNext(answer);
      out.onCompleted();
    });
  }

  @Override
  public void infer(InferRequest request, StreamObserver<InferResponse> out) {
    PictureSum sum = PictureSum.of(request.getImage());
    device.work(() -> {
      out.onNext(InferResponse.newBuilder().setEncoded(encoded(sum)).build());
      if (!request.getEmbeddingOnly()) {
        out.onNext(InferResponse.newBuilder().setFinished(finished(sum)).build());
      }
      out.onCompleted();
    });
  }

  private Encoded encoded(PictureSum sum) {
    Encoded.Builder encoded =
        Encoded.newBuilder()
            .setImage(ImageInfo.newBuilder().setFormat("JPEG").setWidth(600).setHeight(450))
            .setProvenance(provenance)
            .addTimings(timing("decode"))
            .addTimings(timing("preprocess"))
            .addTimings(timing("encode"))
            .setNotice("not for clinical use");
    for (int i = 0; i < PictureSum.DIMENSION; i++) {
      encoded.addEmbedding(sum.embedding(i));
    }
    return encoded.build();
  }

  private static Finished finished(PictureSum sum) {
    return Finished.newBuilder()
        .setText(
            "<root><label id_code=\"%d\" score=\"88\">%s</label><summary>%s</summary></root>"
                .formatted(sum.idCode(), SimulatedIndex.className(sum.idCode()), summary(sum)))
        .setFinishReason(FinishReason.FINISH_REASON_END)
        .setGeneratedTokens(60)
        .addTimings(timing("generate"))
        .build();
  }

  /** What the report of a picture with this sum must say. */
  static String summary(PictureSum sum) {
    return sum + SENTENCE;
  }

  static StageTiming timing(String stage) {
    return StageTiming.newBuilder().setStage(stage).setNanos(1_000_000).build();
  }

  private static InferParameter text(String value) {
    return InferParameter.newBuilder().setStringParam(value).build();
  }
}
