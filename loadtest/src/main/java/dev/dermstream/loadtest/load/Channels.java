package dev.dermstream.loadtest.load;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** One connection to a server on loopback; every server gets the same kind. */
public final class Channels {
  /** Longer than any wait of a healthy server; what takes longer is a failure. */
  public static final Duration DEADLINE = Duration.ofSeconds(20);

  /**
   * One thread carries every client: only one server is under load at a time. A daemon, so that a
   * run that fails ends.
   */
  private static final EventLoopGroup EVENT_LOOP =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("client", true), NioIoHandler.newFactory());

  private Channels() {}

  public static ManagedChannel open(int port) {
    return transport(port).usePlaintext().build();
  }

  /**
   * Over TLS.
   *
   * @param authority PEM file of the certificate that is trusted
   * @param name that the server's certificate must have
   * @throws IOException if the file is no certificate
   */
  public static ManagedChannel open(int port, Path authority, String name) throws IOException {
    return transport(port)
        .sslContext(GrpcSslContexts.forClient().trustManager(authority.toFile()).build())
        .overrideAuthority(name)
        .build();
  }

  private static NettyChannelBuilder transport(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port)
        .directExecutor()
        .eventLoopGroup(EVENT_LOOP)
        .channelType(NioSocketChannel.class)
        .flowControlWindow(1 << 20);
  }
}
