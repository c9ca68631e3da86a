package dev.dermstream.gateway.upstream;

import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.index.v1.IndexServiceGrpc;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;

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
    return classify.start(
        address,
        request,
        context,
        new SingleAnswer<>(context.requestId(), listener::classified, listener::failed));
  }
}
