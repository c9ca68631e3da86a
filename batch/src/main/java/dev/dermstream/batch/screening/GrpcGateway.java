package dev.dermstream.batch.screening;

import dev.dermstream.v1.GetReleaseRequest;
import dev.dermstream.v1.Release;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreeningServiceGrpc;
import dev.dermstream.v1.ScreeningServiceGrpc.ScreeningServiceBlockingStub;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A gateway over gRPC. */
public final class GrpcGateway implements Gateway, AutoCloseable {
  private static final int MOST_REPORT_BYTES = 16 << 20;

  private final ManagedChannel channel;
  private final Duration timeout;

  /**
   * @param channel closed with this
   * @param timeout longest wait for one answer
   */
  public GrpcGateway(ManagedChannel channel, Duration timeout) {
    this.channel = channel;
    this.timeout = timeout;
  }

  @Override
  public Report screen(ScreenRequest request) {
    return stub().screen(request).getReport();
  }

  @Override
  public Release release() {
    return stub().getRelease(GetReleaseRequest.getDefaultInstance()).getRelease();
  }

  private ScreeningServiceBlockingStub stub() {
    return ScreeningServiceGrpc.newBlockingStub(channel)
        .withMaxInboundMessageSize(MOST_REPORT_BYTES)
        .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
