package dev.dermstream.peer.proxy;

import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * {@code ByteProxy PORT [CERTIFICATE KEY]}: passes every call to the server at that port of
 * loopback, prints {@code READY port} and runs until it is killed. With two PEM files its own port
 * speaks TLS. Everything happens on event loops; the transport is the best that grpc-java finds
 * here.
 */
public final class ByteProxy extends HandlerRegistry {
  private static final int WINDOW = 1 << 20;
  private static final int MAX_MESSAGE = 64 << 20;
  private static final Bytes BYTES = new Bytes();

  private final ServerCallHandler<byte[], byte[]> handler;

  private ByteProxy(ManagedChannel channel) {
    handler = (call, headers) -> Relay.start(channel, call, headers);
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(arguments[0]))
            .usePlaintext()
            .directExecutor()
            .flowControlWindow(WINDOW)
            .maxInboundMessageSize(MAX_MESSAGE)
            .build();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .flowControlWindow(WINDOW)
            .maxInboundMessageSize(MAX_MESSAGE)
            .fallbackHandlerRegistry(new ByteProxy(channel));
    if (arguments.length > 1) {
      builder.useTransportSecurity(new File(arguments[1]), new File(arguments[2]));
    }
    Server server = builder.build().start();
    System.out.println("READY " + server.getPort());
    server.awaitTermination();
  }

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String method, @Nullable String authority) {
    return ServerMethodDefinition.create(
        MethodDescriptor.newBuilder(BYTES, BYTES)
            .setFullMethodName(method)
            .setType(MethodType.UNKNOWN)
            .build(),
        handler);
  }
}
