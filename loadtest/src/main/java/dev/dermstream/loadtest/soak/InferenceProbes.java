package dev.dermstream.loadtest.soak;

import static io.grpc.Status.Code.CANCELLED;
import static io.grpc.Status.Code.DEADLINE_EXCEEDED;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.UNAVAILABLE;

import com.google.protobuf.ByteString;
import dev.dermstream.loadtest.benchmark.Requests;
import dev.dermstream.loadtest.model.GeneratedRepository;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceStub;
import dev.dermstream.oip.v2.InferTensorContents;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferRequest.InferInputTensor;
import dev.dermstream.oip.v2.ModelInferRequest.InferRequestedOutputTensor;
import dev.dermstream.oip.v2.ModelInferResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Good and bad requests of the Open Inference Protocol. */
final class InferenceProbes {
  private static final int ROWS = 4;

  /** Floats of different batch sizes differ by the order of additions. */
  private static final float TOLERANCE = 1e-3f;

  private final GRPCInferenceServiceStub stub;
  private final byte[] picture;

  InferenceProbes(Channel channel, byte[] picture) {
    stub = GRPCInferenceServiceGrpc.newStub(channel);
    this.picture = picture;
  }

  /** What must be answered; asks once for each, to know the right answer. */
  List<Probe> good() {
    return List.of(
        answered("tiny picture as numbers", 900, tiny(0.5f).build()),
        answered("tiny picture as numbers, other values", 900, tiny(0.25f).build()),
        answered("rows", 100, Requests.rows(1)),
        answered("a batch of rows", 40, Requests.rows(ROWS)),
        answered("JPEG", 40, Requests.picture(picture)),
        answered("as many zeros as are asked for", 20, zeros(2, 3, 4)));
  }

  /** What must be refused, and with which status. */
  List<Probe> bad() {
    return List.of(
        refused("wrong shape", 60, INVALID_ARGUMENT, shaped("FP32", floats(784 - 1), 1, 784 - 1)),
        refused("wrong rank", 60, INVALID_ARGUMENT, shaped("FP32", floats(784), 784)),
        refused("negative shape", 20, INVALID_ARGUMENT, shaped("FP32", floats(784), -1, 784)),
        refused(
            "shape beyond memory",
            20,
            INVALID_ARGUMENT,
            shaped("FP32", floats(784), Long.MAX_VALUE / 2, 784)),
        refused("wrong type", 60, INVALID_ARGUMENT, shaped("INT32", floats(784), 1, 784)),
        refused("unknown type", 20, INVALID_ARGUMENT, shaped("FP31", floats(784), 1, 784)),
        refused("too few bytes", 60, INVALID_ARGUMENT, shaped("FP32", floats(700), 1, 784)),
        refused("too many bytes", 60, INVALID_ARGUMENT, shaped("FP32", floats(900), 1, 784)),
        refused(
            "batch over the limit",
            20,
            INVALID_ARGUMENT,
            Requests.rows(GeneratedRepository.MATRICES_BATCH + 1)),
        refused("no input", 20, INVALID_ARGUMENT, named(GeneratedRepository.MATRICES, "")),
        refused("raw and typed at once", 20, INVALID_ARGUMENT, rawAndTyped()),
        refused("unknown output", 20, INVALID_ARGUMENT, unknownOutput()),
        refused("pixel that is NaN", 60, INVALID_ARGUMENT, tiny(Float.NaN).build()),
        refused("pixel that is infinite", 20, INVALID_ARGUMENT, tiny(1 / 0f).build()),
        refused(
            "truncated JPEG",
            30,
            INVALID_ARGUMENT,
            Requests.picture(Arrays.copyOf(picture, picture.length / 2))),
        refused("bytes that are no picture", 30, INVALID_ARGUMENT, Requests.picture(new byte[999])),
        refused("empty picture", 20, INVALID_ARGUMENT, Requests.picture(new byte[0])),
        refused("BYTES that end early", 20, INVALID_ARGUMENT, shortElement()),
        refused("unknown model", 40, NOT_FOUND, named("no-such-model", "")),
        refused("unknown version", 40, NOT_FOUND, named(GeneratedRepository.TINY, "99")),
        refused(
            "a model that runs out of memory", 20, UNAVAILABLE, zeros(1 << 20, 1 << 20, 1 << 8)),
        new Probe("cancelled", 15, CANCELLED.name(), this::cancelled),
        new Probe("deadline in the past", 15, DEADLINE_EXCEEDED.name(), this::late));
  }

  private Probe answered(String name, int weight, ModelInferRequest request) {
    ModelInferResponse first =
        GRPCInferenceServiceGrpc.newBlockingStub(stub.getChannel())
            .withDeadlineAfter(30, TimeUnit.SECONDS)
            .modelInfer(request);
    FloatBuffer expected = floats(first);
    return new Probe(
        name,
        weight,
        Probe.ANSWERED,
        () -> send(request, answers -> isClose(expected, floats(answers.getFirst()))));
  }

  private Probe refused(String name, int weight, Status.Code status, ModelInferRequest request) {
    return new Probe(name, weight, status.name(), () -> send(request, answers -> true));
  }

  private CompletableFuture<String> send(
      ModelInferRequest request, Predicate<List<ModelInferResponse>> isRight) {
    Verdict<ModelInferResponse> verdict = new Verdict<>(isRight);
    stub.withDeadlineAfter(30, TimeUnit.SECONDS).modelInfer(request, verdict);
    return verdict.future();
  }

  private CompletableFuture<String> cancelled() {
    CompletableFuture<String> verdict = new CompletableFuture<>();
    var call = unheard(CallOptions.DEFAULT, verdict);
    // A picture takes milliseconds; by now it waits, is decoded, or is under way.
    CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS)
        .execute(() -> call.cancel("The caller has gone", null));
    return verdict;
  }

  private CompletableFuture<String> late() {
    CompletableFuture<String> verdict = new CompletableFuture<>();
    unheard(CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.MILLISECONDS), verdict);
    return verdict;
  }

  /**
   * Asks for a picture and takes no answer, so that none can come before the call is ended, however
   * late this machine gets to that.
   */
  private ClientCall<ModelInferRequest, ModelInferResponse> unheard(
      CallOptions options, CompletableFuture<String> verdict) {
    var call = stub.getChannel().newCall(GRPCInferenceServiceGrpc.getModelInferMethod(), options);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            verdict.complete(status.getCode().name());
          }
        },
        new Metadata());
    call.sendMessage(Requests.picture(picture));
    call.halfClose();
    return call;
  }

  private static ModelInferRequest.Builder tiny(float last) {
    ByteBuffer values =
        ByteBuffer.allocate(GeneratedRepository.TINY_VALUES * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 1; i < GeneratedRepository.TINY_VALUES; i++) {
      values.putFloat(i % 17 / 17f);
    }
    values.putFloat(last);
    return ModelInferRequest.newBuilder()
        .setModelName(GeneratedRepository.TINY)
        .addInputs(
            InferInputTensor.newBuilder()
                .setName(GeneratedRepository.PIXELS)
                .setDatatype("FP32")
                .addAllShape(List.of(1L, 3L, 16L, 16L)))
        .addRawInputContents(ByteString.copyFrom(values.flip()));
  }

  private static ModelInferRequest shaped(String type, ByteString raw, long... shape) {
    InferInputTensor.Builder input = InferInputTensor.newBuilder().setName("x").setDatatype(type);
    Arrays.stream(shape).forEach(input::addShape);
    return ModelInferRequest.newBuilder()
        .setModelName(GeneratedRepository.MATRICES)
        .addInputs(input)
        .addRawInputContents(raw)
        .build();
  }

  /** So many zeros of {@link SoakedModels#GIANT}. */
  private static ModelInferRequest zeros(long... shape) {
    ByteBuffer sizes =
        ByteBuffer.allocate(shape.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    sizes.asLongBuffer().put(shape);
    return ModelInferRequest.newBuilder()
        .setModelName(SoakedModels.GIANT)
        .addInputs(
            InferInputTensor.newBuilder()
                .setName("shape")
                .setDatatype("INT64")
                .addShape(shape.length))
        .addRawInputContents(ByteString.copyFrom(sizes))
        .build();
  }

  private static ModelInferRequest named(String model, String version) {
    return ModelInferRequest.newBuilder().setModelName(model).setModelVersion(version).build();
  }

  private static ModelInferRequest rawAndTyped() {
    ModelInferRequest.Builder request = Requests.rows(1).toBuilder();
    request.getInputsBuilder(0).setContents(InferTensorContents.newBuilder().addFp32Contents(1));
    return request.build();
  }

  private static ModelInferRequest unknownOutput() {
    return Requests.rows(1).toBuilder()
        .addOutputs(InferRequestedOutputTensor.newBuilder().setName("no-such-output"))
        .build();
  }

  private ModelInferRequest shortElement() {
    ModelInferRequest.Builder request = Requests.picture(picture).toBuilder();
    ByteString raw = request.getRawInputContents(0);
    return request.setRawInputContents(0, raw.substring(0, raw.size() - 10)).build();
  }

  private static ByteString floats(int count) {
    return ByteString.copyFrom(new byte[count * Float.BYTES]);
  }

  private static FloatBuffer floats(ModelInferResponse response) {
    return response
        .getRawOutputContents(0)
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }

  private static boolean isClose(FloatBuffer expected, FloatBuffer actual) {
    boolean close = expected.capacity() == actual.capacity();
    for (int i = 0; close && i < expected.capacity(); i++) {
      float difference = Math.abs(expected.get(i) - actual.get(i));
      close = difference <= TOLERANCE * Math.max(1, Math.abs(expected.get(i)));
    }
    return close;
  }
}
