package dev.dermstream.gateway.upstream;

import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.NodeServiceGrpc;
import io.vertx.grpc.client.GrpcClient;

/** Calls an inference node. Thread-safe; each call stays on the event loop that started it. */
public final class NodeClient {
  private final Upstream<InferRequest, InferResponse> infer;

  public NodeClient(GrpcClient client, UpstreamAddress address) {
    infer =
        new Upstream<>(
            client,
            address,
            NodeServiceGrpc.getInferMethod().getFullMethodName(),
            InferResponse.parser());
  }

  public UpstreamCall infer(InferRequest request, CallContext context, InferListener listener) {
    InferConversation conversation =
        new InferConversation(context.requestId(), request.getEmbeddingOnly(), listener);
    UpstreamCall call = infer.start(request, context, conversation);
    conversation.call(call);
    return call;
  }
}
