package dev.dermstream.loadtest.gatling.served;

import dev.dermstream.loadtest.gatling.action.ChannelPool;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a gateway is reached: in clear text or over TLS, with or without a token.
 *
 * @param tls implied by the files
 * @param authorities PEM file of those that vouch for the gateway; Java's own if empty
 * @param certificate PEM file to show it, together with its key (PKCS #8)
 * @param tokenFile file that holds the token, so that it stands in no list of processes
 */
public record Access(
    boolean tls,
    Optional<Path> authorities,
    Optional<Path> certificate,
    Optional<Path> key,
    Optional<Path> tokenFile) {
  private static final int WINDOW_BYTES = 1 << 20;
  private static final int MOST_ANSWER_BYTES = 16 << 20;
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  public Access {
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException("certificate and key belong together");
    }
  }

  /**
   * Opens connections, which are made with the first calls; all are served by one thread each, as
   * many as there are processors at most.
   *
   * @throws IOException if a file cannot be read
   */
  public ChannelPool open(String address, int connections) throws IOException {
    ChannelCredentials credentials = credentials();
    Optional<Metadata> headers = headers();
    int threads = Math.min(connections, Runtime.getRuntime().availableProcessors());
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            Math.max(1, threads),
            new DefaultThreadFactory("connection", true),
            NioIoHandler.newFactory());
    return ChannelPool.open(
        connections,
        () -> channel(address, credentials, headers, loops),
        () -> {
          var _ = loops.shutdownGracefully();
        });
  }

  private static ManagedChannel channel(
      String address,
      ChannelCredentials credentials,
      Optional<Metadata> headers,
      EventLoopGroup loops) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget(address, credentials)
            .directExecutor()
            .eventLoopGroup(loops)
            .channelType(NioSocketChannel.class)
            .flowControlWindow(WINDOW_BYTES)
            .maxInboundMessageSize(MOST_ANSWER_BYTES)
            .disableRetry();
    headers.ifPresent(each -> builder.intercept(MetadataUtils.newAttachHeadersInterceptor(each)));
    return builder.build();
  }

  private ChannelCredentials credentials() throws IOException {
    if (!tls && authorities.isEmpty() && certificate.isEmpty()) {
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
    if (authorities.isPresent()) {
      builder.trustManager(authorities.get().toFile());
    }
    if (certificate.isPresent() && key.isPresent()) {
      builder.keyManager(certificate.get().toFile(), key.get().toFile());
    }
    return builder.build();
  }

  private Optional<Metadata> headers() throws IOException {
    if (tokenFile.isEmpty()) {
      return Optional.empty();
    }
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + Files.readString(tokenFile.get()).strip());
    return Optional.of(headers);
  }
}
