package dev.dermstream.loadtest.jobs;

import com.google.protobuf.ByteString;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreeningServiceGrpc;
import dev.dermstream.v1.ScreeningServiceGrpc.ScreeningServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** So many callers of a gateway, each of which sends its next image when it has its answer. */
final class BareCalls implements AutoCloseable {
  private final ManagedChannel channel;
  private final ScreeningServiceBlockingStub gateway;

  BareCalls(String address) {
    channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
    gateway = ScreeningServiceGrpc.newBlockingStub(channel);
  }

  /** Returns the seconds until every image has its answer; one that has none is an exception. */
  double run(List<ByteString> images, Lane lane, int callers) throws Exception {
    long begin = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      List<Future<?>> running = new ArrayList<>();
      for (ByteString image : images) {
        running.add(threads.submit(() -> gateway.screen(request(image, lane)).getReport()));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  private static ScreenRequest request(ByteString image, Lane lane) {
    return ScreenRequest.newBuilder().setImage(image).setLane(lane).build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
