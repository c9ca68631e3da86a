package dev.dermstream.gateway.upstream;

import dev.dermstream.error.StatusMapping;
import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.index.v1.IndexServiceGrpc;
import dev.dermstream.v1.Error;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import org.jspecify.annotations.Nullable;

/** Calls vector indexes. Thread-safe; each call stays on the event loop that started it. */
public final class IndexClient {
  private final Upstream<ClassifyRequest, ClassifyResponse> classify;

  public IndexClient(GrpcClient client) {
    classify =
        new Upstream<>(
            client,
            IndexServiceGrpc.getClassifyMethod().getFullMethodName(),
            ClassifyResponse.parser());
  }

  /** Asks the index at the address. */
  public UpstreamCall classify(
      SocketAddress address,
      ClassifyRequest request,
      CallContext context,
      ClassifyListener listener) {
    return classify.start(address, request, context, new Answer(context.requestId(), listener));
  }

  /** The one message counts only with the status OK behind it. */
  private static final class Answer implements StreamListener<ClassifyResponse> {
    private final String requestId;
    private final ClassifyListener listener;
    private @Nullable ClassifyResponse response;

    Answer(String requestId, ClassifyListener listener) {
      this.requestId = requestId;
      this.listener = listener;
    }

    @Override
    public void message(ClassifyResponse message) {
      response = message;
    }

    @Override
    public void completed() {
      if (response == null) {
        failed(StatusMapping.fromCode(io.grpc.Status.Code.INTERNAL, requestId));
      } else {
        listener.classified(response);
      }
    }

    @Override
    public void failed(Error error) {
      listener.failed(error);
    }
  }
}
