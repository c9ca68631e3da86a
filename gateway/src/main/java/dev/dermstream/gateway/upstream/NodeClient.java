package dev.dermstream.gateway.upstream;

import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.NodeServiceGrpc;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;

/** Calls inference nodes. Thread-safe; each call stays on the event loop that started it. */
public final class NodeClient {
  private final Upstream<InferRequest, InferResponse> infer;

  public NodeClient(GrpcClient client) {
    infer =
        new Upstream<>(
            client, NodeServiceGrpc.getInferMethod().getFullMethodName(), InferResponse.parser());
  }

  /** Sends the image to the node at the address. */
  public UpstreamCall infer(
      SocketAddress address, InferRequest request, CallContext context, InferListener listener) {
    InferConversation conversation =
        new InferConversation(context.requestId(), request.getEmbeddingOnly(), listener);
    UpstreamCall call = infer.start(address, request, context, conversation);
    conversation.call(call);
    return call;
  }
}
