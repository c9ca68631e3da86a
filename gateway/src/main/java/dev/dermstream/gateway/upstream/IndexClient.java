package dev.dermstream.gateway.upstream;

import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.index.v1.IndexServiceGrpc;
import io.vertx.grpc.client.GrpcClient;

/** Calls a vector index. Thread-safe; each call stays on the event loop that started it. */
public final class IndexClient {
  private final Upstream<ClassifyRequest, ClassifyResponse> classify;

  public IndexClient(GrpcClient client, UpstreamAddress address) {
    classify =
        new Upstream<>(
            client,
            address,
            IndexServiceGrpc.getClassifyMethod().getFullMethodName(),
            ClassifyResponse.parser());
  }

  public UpstreamCall classify(
      ClassifyRequest request, CallContext context, ClassifyListener listener) {
    return classify.start(
        request,
        context,
        new SingleAnswer<>(context.requestId(), listener::classified, listener::failed));
  }
}
