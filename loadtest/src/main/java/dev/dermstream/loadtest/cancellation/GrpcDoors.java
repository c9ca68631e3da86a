package dev.dermstream.loadtest.cancellation;

import com.google.protobuf.ByteString;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferRequest.InferInputTensor;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenStreamRequest;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.stream.IntStream;

/** The methods of gRPC; their callers cancel, which resets the stream. */
final class GrpcDoors {
  private static final String PROFILE = "tumour15";
  private static final int STREAMED = 3;

  private final ManagedChannel channel;
  private final ByteString image;
  private final AskRequest ask;

  /**
   * @param image that the node can read
   * @param ask about it
   */
  GrpcDoors(ManagedChannel channel, byte[] image, AskRequest ask) {
    this.channel = channel;
    this.image = ByteString.copyFrom(image);
    this.ask = ask;
  }

  List<Door> all() {
    ScreenRequest screen = ScreenRequest.newBuilder().setImage(image).build();
    ModelInferRequest infer =
        ModelInferRequest.newBuilder()
            .setModelName(PROFILE)
            .addInputs(
                InferInputTensor.newBuilder().setName("IMAGE").setDatatype("BYTES").addShape(1))
            .addRawInputContents(elements(image))
            .build();
    return List.of(
        door("gRPC Screen", ScreeningServiceGrpc.getScreenMethod(), List.of(screen), true),
        door("gRPC ScreenStream", ScreeningServiceGrpc.getScreenStreamMethod(), images(), false),
        door("gRPC Ask", ScreeningServiceGrpc.getAskMethod(), List.of(ask), true),
        door("ModelInfer", GRPCInferenceServiceGrpc.getModelInferMethod(), List.of(infer), true),
        door(
            "ModelStreamInfer",
            GRPCInferenceServiceGrpc.getModelStreamInferMethod(),
            List.of(infer),
            false));
  }

  private List<ScreenStreamRequest> images() {
    return IntStream.range(0, STREAMED)
        .mapToObj(i ->
            ScreenStreamRequest.newBuilder()
                .setCorrelationId("image-" + i)
                .setRequest(ScreenRequest.newBuilder().setImage(image))
                .build())
        .toList();
  }

  /** One element of a BYTES tensor: its length in four bytes, the least first, then itself. */
  private static ByteString elements(ByteString element) {
    byte[] length = new byte[Integer.BYTES];
    for (int i = 0; i < length.length; i++) {
      length[i] = (byte) (element.size() >> (i * Byte.SIZE));
    }
    return ByteString.copyFrom(length).concat(element);
  }

  private <Q, A> Door door(
      String name, MethodDescriptor<Q, A> method, List<Q> messages, boolean halfClose) {
    return new Door() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public BegunCall begin() {
        ClientCall<Q, A> call = channel.newCall(method, CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        call.request(Integer.MAX_VALUE);
        messages.forEach(call::sendMessage);
        if (halfClose) {
          call.halfClose();
        }
        return () -> call.cancel("The caller has gone", null);
      }
    };
  }
}
