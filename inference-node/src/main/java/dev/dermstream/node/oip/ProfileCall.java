package dev.dermstream.node.oip;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorType;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.Finished;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.oip.v2.InferParameter;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Provenance;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.stub.ServerCallStreamObserver;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Hears the node's own messages for one request and tells them as tensors. Stands where a gRPC call
 * stands for others, so it ends by itself when its context does: the node answers nobody who has
 * left. Messages come one after another.
 */
final class ProfileCall extends ServerCallStreamObserver<InferResponse> {
  private static final long[] ONE = {1};

  private final Inference inference;
  private final ProfileVersion version;
  private final CancellableContext context;
  private final ProfileFigures figures;
  private final AnswerListener<InferAnswer> listener;
  private final long begunNanos = System.nanoTime();
  private final AtomicBoolean over = new AtomicBoolean();
  private final Map<String, HostTensor> outputs = new LinkedHashMap<>();
  private final Map<String, InferParameter> parameters = new LinkedHashMap<>();
  private volatile Runnable onCancel = () -> {};
  private @Nullable ServiceException rejection;

  ProfileCall(
      Inference inference,
      ProfileVersion version,
      CancellableContext context,
      ProfileFigures figures,
      AnswerListener<InferAnswer> listener) {
    this.inference = inference;
    this.version = version;
    this.context = context;
    this.figures = figures;
    this.listener = listener;
    context.addListener(this::left, Runnable::run);
  }

  /** Nobody waits any more. */
  void cancel() {
    context.cancel(null);
  }

  private void left(Context ended) {
    if (over.get()) {
      return;
    }
    boolean late = ended.getDeadline() != null && ended.getDeadline().isExpired();
    fail(
        late
            ? new ServiceException(ErrorCode.DEADLINE, "The deadline passed before the answer.")
            : new ServiceException(ErrorCode.CANCELLED, "The call was cancelled."));
    onCancel.run();
  }

  @Override
  public void onNext(InferResponse message) {
    if (over.get()) {
      return;
    }
    switch (message.getEventCase()) {
      case ENCODED -> encoded(message.getEncoded());
      case TEXT ->
          listener.part(
              new InferAnswer(Map.of(ProfileModel.TEXT, string(message.getText())), Map.of()));
      case FINISHED -> finished(message.getFinished());
      case REJECTED -> rejection = rejection(message.getRejected().getError());
      case EVENT_NOT_SET -> throw new IllegalArgumentException("The node said nothing");
    }
  }

  private void encoded(Encoded encoded) {
    Provenance provenance = encoded.getProvenance();
    // The answer will name this version, so it must not come from its successor.
    if (!version.answered(provenance, inference.wants(ProfileModel.TEXT))) {
      fail(
          new ServiceException(
              ErrorCode.NOT_READY, "The model was replaced while the request came; ask again."));
      onCancel.run();
      return;
    }
    put("release_id", provenance.getReleaseId());
    put("node_id", provenance.getNodeId());
    put("engine", provenance.getEngine());
    put("profile", provenance.getProfile());
    put("adapter", provenance.getAdapter());
    put("notice", encoded.getNotice());
    if (inference.wants(ProfileModel.EMBEDDING)) {
      HostTensor embedding = embedding(encoded.getEmbeddingList());
      boolean alone = !inference.wants(ProfileModel.TEXT);
      if (inference.streamed() && !alone) {
        listener.part(
            new InferAnswer(Map.of(ProfileModel.EMBEDDING, embedding), Map.copyOf(parameters)));
      } else {
        outputs.put(ProfileModel.EMBEDDING, embedding);
      }
    }
  }

  private void finished(Finished finished) {
    put("finish_reason", finished.getFinishReason().name());
    parameters.put(
        "generated_tokens",
        InferParameter.newBuilder().setInt64Param(finished.getGeneratedTokens()).build());
    if (!inference.streamed()) {
      outputs.put(ProfileModel.TEXT, string(finished.getText()));
    }
  }

  private void put(String key, String value) {
    if (!value.isEmpty()) {
      parameters.put(key, InferParameter.newBuilder().setStringParam(value).build());
    }
  }

  private static HostTensor embedding(List<Float> values) {
    ByteBuffer data =
        ByteBuffer.allocate(values.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(data::putFloat);
    return HostTensor.of(TensorType.FP32, new long[] {1, values.size()}, data.flip());
  }

  private static HostTensor string(String text) {
    return HostTensor.ofBytes(ONE, List.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static ServiceException rejection(Error error) {
    return new ServiceException(ErrorCode.valueOf(error.getCode()), error.getMessage());
  }

  @Override
  public void onCompleted() {
    if (rejection != null) {
      fail(rejection);
    } else if (end(true)) {
      listener.last(new InferAnswer(outputs, parameters));
    }
  }

  @Override
  public void onError(Throwable failure) {
    Error error = StatusMapping.toError(failure, inference.requestId());
    fail(new ServiceException(ErrorCode.valueOf(error.getCode()), error.getMessage(), failure));
  }

  private void fail(ServiceException failure) {
    if (end(false)) {
      listener.failed(failure);
    }
  }

  /** True the first time. */
  private boolean end(boolean answered) {
    if (over.getAndSet(true)) {
      return false;
    }
    figures.ended(answered, System.nanoTime() - begunNanos);
    // Lets go of the call's context, which may live on in a stream.
    context.cancel(null);
    return true;
  }

  @Override
  public boolean isCancelled() {
    return context.isCancelled();
  }

  @Override
  public void setOnCancelHandler(Runnable handler) {
    onCancel = handler;
  }

  @Override
  public boolean isReady() {
    // Parts are few and small; the stream takes them all.
    return true;
  }

  @Override
  public void setOnReadyHandler(Runnable handler) {
    // Ready from the start, and never again.
  }

  @Override
  public void disableAutoInboundFlowControl() {
    // The one request is here.
  }

  @Override
  public void request(int count) {
    // The one request is here.
  }

  @Override
  public void setMessageCompression(boolean enable) {
    // Nothing goes over a wire here.
  }

  @Override
  public void setCompression(String compression) {
    // Nothing goes over a wire here.
  }
}
