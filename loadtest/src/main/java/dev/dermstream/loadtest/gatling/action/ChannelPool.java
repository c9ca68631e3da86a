package dev.dermstream.loadtest.gatling.action;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * So many connections to one server, taken in turn. A connection carries any number of calls, but
 * one socket is read by one thread, and many servers limit the streams of each. Thread-safe.
 */
public final class ChannelPool implements AutoCloseable {
  /** More than any server here is meant for from one client. */
  public static final int MOST = 256;

  private final List<ManagedChannel> channels;
  private final Runnable after;
  private final AtomicInteger turn = new AtomicInteger();

  private ChannelPool(List<ManagedChannel> channels, Runnable after) {
    this.channels = channels;
    this.after = after;
  }

  /**
   * Opens them.
   *
   * @param size 1 to {@value #MOST}
   * @param after ends what the connections shared, when they are closed
   */
  public static ChannelPool open(int size, Supplier<ManagedChannel> opener, Runnable after) {
    if (size < 1 || size > MOST) {
      throw new IllegalArgumentException(
          "connections must be 1 to %d, not %d".formatted(MOST, size));
    }
    return new ChannelPool(Stream.generate(opener).limit(size).toList(), after);
  }

  /** The next in turn. */
  public Channel next() {
    return channels.get(Math.floorMod(turn.getAndIncrement(), channels.size()));
  }

  public int size() {
    return channels.size();
  }

  /** Ends all calls that are under way. */
  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    after.run();
  }
}
