package dev.dermstream.gateway.upstream;

import dev.dermstream.node.v1.DescribeRequest;
import dev.dermstream.node.v1.DescribeResponse;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.NodeServiceGrpc;
import dev.dermstream.v1.Error;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.util.function.Consumer;

/** Calls inference nodes. Thread-safe; each call stays on the event loop that started it. */
public final class NodeClient {
  private final Upstream<InferRequest, InferResponse> infer;
  private final Upstream<DescribeRequest, DescribeResponse> describe;

  public NodeClient(GrpcClient client) {
    infer =
        new Upstream<>(
            client, NodeServiceGrpc.getInferMethod().getFullMethodName(), InferResponse.parser());
    describe =
        new Upstream<>(
            client,
            NodeServiceGrpc.getDescribeMethod().getFullMethodName(),
            DescribeResponse.parser());
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

  /**
   * Asks what the node at the address serves. Exactly one of both hears the end, unless the call is
   * cancelled.
   */
  public UpstreamCall describe(
      SocketAddress address,
      CallContext context,
      Consumer<DescribeResponse> described,
      Consumer<Error> failed) {
    return describe.start(
        address,
        DescribeRequest.newBuilder().setRequestId(context.requestId()).build(),
        context,
        new SingleAnswer<>(context.requestId(), described, failed));
  }
}
