package dev.dermstream.loadtest.jobs;

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
import java.time.Duration;
import java.util.Collections;
import java.util.PriorityQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A gateway on loopback before devices that only let time pass, one image at a time each; images
 * wait in the order of their coming. Thread-safe.
 */
final class TimedGateway extends ScreeningServiceGrpc.ScreeningServiceImplBase
    implements AutoCloseable {
  private final long beginNanos = System.nanoTime();
  private final long imageNanos;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Server server;

  /** When each device is free, nanoseconds since the begin. */
  private final PriorityQueue<Long> free;

  private TimedGateway(int devices, Duration image) throws IOException {
    imageNanos = image.toNanos();
    free = new PriorityQueue<>(Collections.nCopies(devices, 0L));
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(this)
            .build();
  }

  static TimedGateway start(int devices, Duration image) throws IOException {
    TimedGateway gateway = new TimedGateway(devices, image);
    gateway.server.start();
    return gateway;
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  @Override
  public void screen(ScreenRequest request, StreamObserver<ScreenResponse> out) {
    var _ =
        clock.schedule(
            () -> {
              out.onNext(
                  ScreenResponse.newBuilder()
                      .setReport(SimulatedReport.of(request.getImage()))
                      .build());
              out.onCompleted();
            },
            waitNanos(),
            TimeUnit.NANOSECONDS);
  }

  private synchronized long waitNanos() {
    long now = System.nanoTime() - beginNanos;
    long end = Math.max(now, free.remove()) + imageNanos;
    free.add(end);
    return end - now;
  }

  @Override
  public void getRelease(GetReleaseRequest request, StreamObserver<GetReleaseResponse> out) {
    out.onNext(GetReleaseResponse.newBuilder().setRelease(SimulatedReport.release()).build());
    out.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
    clock.shutdownNow();
  }
}
