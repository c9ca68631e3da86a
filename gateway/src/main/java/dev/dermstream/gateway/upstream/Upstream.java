package dev.dermstream.gateway.upstream;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;

/** A method of every peer of one kind. */
final class Upstream<Q extends MessageLite, A extends MessageLite> {
  private static final String CLUSTER = "A part of the cluster";

  private final GrpcClient client;
  private final String peer;
  private final ServiceMethod<A, Q> method;
  private final Parser<A> parser;

  /**
   * @param fullMethodName for example {@code dermstream.node.v1.NodeService/Infer}
   */
  Upstream(GrpcClient client, String fullMethodName, Parser<A> parser) {
    this(client, CLUSTER, fullMethodName, parser);
  }

  /**
   * @param peer who is called, as the beginning of a sentence that says what is wrong with it
   */
  Upstream(GrpcClient client, String peer, String fullMethodName, Parser<A> parser) {
    this.client = client;
    this.peer = peer;
    this.parser = parser;
    int slash = fullMethodName.lastIndexOf('/');
    this.method =
        ServiceMethod.client(
            ServiceName.create(fullMethodName.substring(0, slash)),
            fullMethodName.substring(slash + 1),
            Payload.encoder(),
            undecoded());
  }

  UpstreamCall start(
      SocketAddress address, Q message, CallContext context, StreamListener<A> listener) {
    return GrpcCall.start(client, peer, address, method, parser, message, context, listener);
  }

  /**
   * {@link GrpcCall} parses by itself: the client of Vert.x answers undecodable bytes with a bare
   * cancellation.
   */
  private static <A> GrpcMessageDecoder<A> undecoded() {
    return new GrpcMessageDecoder<>() {
      @Override
      public A decode(io.vertx.grpc.common.GrpcMessage message) {
        throw new UnsupportedOperationException("Messages are parsed by the call.");
      }

      @Override
      public boolean accepts(io.vertx.grpc.common.WireFormat format) {
        return format == io.vertx.grpc.common.WireFormat.PROTOBUF;
      }
    };
  }
}
