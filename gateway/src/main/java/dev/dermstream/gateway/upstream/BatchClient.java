package dev.dermstream.gateway.upstream;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.dermstream.v1.Error;
import io.grpc.MethodDescriptor;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.util.function.Consumer;

/** Calls a batch worker. Thread-safe; each call stays on the event loop that started it. */
public final class BatchClient {
  private static final String PEER = "The batch worker";

  private final GrpcClient client;
  private final SocketAddress address;

  public BatchClient(GrpcClient client, UpstreamAddress address) {
    this.client = client;
    this.address = address.socketAddress();
  }

  /** One message there, one back; hears exactly one of the two, unless the call was cancelled. */
  public <Q extends MessageLite, A extends MessageLite> UpstreamCall ask(
      MethodDescriptor<Q, A> method,
      Parser<A> answers,
      Q request,
      CallContext context,
      Consumer<A> answered,
      Consumer<Error> failed) {
    return follow(
        method,
        answers,
        request,
        context,
        new SingleAnswer<>(context.requestId(), answered, failed));
  }

  /** One message there, any number back. */
  public <Q extends MessageLite, A extends MessageLite> UpstreamCall follow(
      MethodDescriptor<Q, A> method,
      Parser<A> answers,
      Q request,
      CallContext context,
      StreamListener<A> listener) {
    return new Upstream<Q, A>(client, PEER, method.getFullMethodName(), answers)
        .start(address, request, context, listener);
  }
}
