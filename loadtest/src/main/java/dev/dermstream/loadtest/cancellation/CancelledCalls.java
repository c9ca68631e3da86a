package dev.dermstream.loadtest.cancellation;

import com.google.protobuf.ByteString;
import com.typesafe.config.Config;
import dev.dermstream.command.LocalCluster;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.Sampling;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/**
 * A gateway, a node and an index with the demonstration release, and callers who go away. One call
 * at a time, so that the node's figures are those of that call.
 */
final class CancelledCalls implements AutoCloseable {
  private static final int TRIALS_PER_CALL = 20;
  private static final int DIGITS = 3;

  private final LocalCluster cluster;
  private final ManagedChannel channel;
  private final NodeProbe node;
  private final List<Door> doors;

  /**
   * @param image that the node can read
   */
  CancelledCalls(Config config, byte[] image) throws IOException {
    cluster = LocalCluster.start(config, LocalCluster.Ports.EPHEMERAL);
    channel = NettyChannelBuilder.forTarget(cluster.gatewayAddress()).usePlaintext().build();
    node = new NodeProbe(cluster.metricsPort());
    // Drawn by this seed the answer goes on to the most tokens; the likeliest one is two.
    AskRequest ask =
        AskRequest.newBuilder()
            .setImage(ByteString.copyFrom(image))
            .setProfile("mm-skin")
            .setQuestion("What is this lesion?")
            .setSampling(Sampling.newBuilder().setTemperature(2).setSeed(70))
            .build();
    int port = Integer.parseInt(cluster.gatewayAddress().replaceAll(".*:", ""));
    doors = new ArrayList<>(new GrpcDoors(channel, image, ask).all());
    doors.addAll(new HttpDoors(port, image, ask.toByteArray()).all());
  }

  List<Door> doors() {
    return doors;
  }

  /**
   * Gives up so many calls while the node writes, each once the one before has left no trace.
   *
   * @return nanoseconds from the caller's leaving until the node had no text any more
   * @throws TimeoutException if a place is not freed within 30 s, or the texts always end before
   *     their callers can leave
   */
  Histogram giveUp(Door door, int calls)
      throws IOException, InterruptedException, TimeoutException {
    Histogram nanos = new Histogram(DIGITS);
    for (int trial = 0; nanos.getTotalCount() < calls; trial++) {
      if (trial > calls * TRIALS_PER_CALL) {
        throw new TimeoutException(door.name() + ": texts end before their callers can leave");
      }
      double before = node.cancelledTexts();
      double endedBefore = node.endedTexts();
      BegunCall call = door.begin();
      node.awaitText(endedBefore);
      long left = System.nanoTime();
      call.giveUp();
      node.awaitNoText();
      long freed = System.nanoTime() - left;
      // A text that was whole just before its caller left tells nothing.
      if (node.cancelledTexts() > before) {
        nanos.recordValue(freed);
      }
    }
    return nanos;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    node.close();
    cluster.close();
  }
}
