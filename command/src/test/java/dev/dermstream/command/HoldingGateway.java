package dev.dermstream.command;

import dev.dermstream.v1.GetReleaseRequest;
import dev.dermstream.v1.GetReleaseResponse;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** In front of a cluster: lets so many images through and answers none of the others. */
final class HoldingGateway extends ScreeningServiceGrpc.ScreeningServiceImplBase
    implements AutoCloseable {
  private static final int MOST_MESSAGE_BYTES = 64 << 20;

  private final RunningCluster cluster;
  private final int passing;
  private final Server server;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger through = new AtomicInteger();

  HoldingGateway(RunningCluster cluster, int passing) throws IOException {
    this.cluster = cluster;
    this.passing = passing;
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxInboundMessageSize(MOST_MESSAGE_BYTES)
            .addService(this)
            .build()
            .start();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  /** Whether those that are let through have ended and others are kept back. */
  boolean isHolding() {
    return asked.get() > passing && through.get() == passing;
  }

  @Override
  public void getRelease(GetReleaseRequest request, StreamObserver<GetReleaseResponse> response) {
    response.onNext(cluster.stub().getRelease(request));
    response.onCompleted();
  }

  @Override
  public void screen(ScreenRequest request, StreamObserver<ScreenResponse> response) {
    if (asked.incrementAndGet() <= passing) {
      try {
        response.onNext(cluster.stub().screen(request));
        response.onCompleted();
      } finally {
        through.incrementAndGet();
      }
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
