package dev.dermstream.platform.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a conversation after the other with a server, each on a connection of its own and as a seed
 * chooses; after every few a decent client must be served. At the end the log holds no fault of the
 * server and memory is what it was. {@code -Dfuzz.duration} (ISO 8601) says how long the gateway is
 * fuzzed, 20 s if it is not given; each server gets as many times its usual span as that is more.
 * {@code -Dfuzz.seed} chooses the conversations, or repeats those of a run; a build holds the same
 * ones every time, {@code loadtest/fuzz} new ones. A line that begins with FUZZ sums up.
 */
public final class WireFuzz {
  private static final Logger LOG = LoggerFactory.getLogger(WireFuzz.class);
  private static final long MOST_KEPT_BYTES = 64L << 20;
  private static final int ROUND = 50;
  private static final Duration USUAL = Duration.ofSeconds(20);

  private final String server;
  private final int port;
  private final Conversations conversations;
  private final Served served;
  private final long seed = Long.getLong("fuzz.seed", 1);
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);

  /** A decent client's call; throws if it is not answered as it should. */
  public interface Served {
    void check() throws Exception;
  }

  /**
   * @param server what the sum calls it
   */
  public WireFuzz(String server, int port, Conversations conversations, Served served) {
    this.server = server;
    this.port = port;
    this.conversations = conversations;
    this.served = served;
  }

  /**
   * @param usual how long in a build, where {@code -Dfuzz.duration} is not given
   */
  public void run(Duration usual) throws Exception {
    Duration duration =
        Duration.parse(System.getProperty("fuzz.duration", USUAL.toString()))
            .multipliedBy(usual.toMillis())
            .dividedBy(USUAL.toMillis());
    // At once, for runs that never come to their sum.
    System.out.printf("%s: -Dfuzz.seed=%d%n", server, seed);
    try (Faults faults = Faults.listen()) {
      talk();
      long before = usedBytes();
      long end = System.nanoTime() + duration.toNanos();
      long held = 0;
      long answered = 0;
      while (System.nanoTime() < end) {
        talk();
        held += ROUND;
        check();
        answered++;
      }
      long kept = usedBytes() - before;
      System.out.printf(
          "FUZZ | %s | %d s | %,d conversations | seed %d | heap %,d KiB before, %+,d KiB after"
              + " | %,d decent requests between, all served%n",
          server, duration.toSeconds(), held, seed, before >> 10, kept >> 10, answered);
      assertThat(kept).as("bytes kept, seed %d", seed).isLessThan(MOST_KEPT_BYTES);
      check();
      assertThat(faults.found()).as("seed %d", seed).isEmpty();
    }
  }

  private void check() throws Exception {
    try {
      served.check();
    } catch (Exception e) {
      throw new AssertionError("A decent client was not served; seed " + seed, e);
    }
  }

  private void talk() throws IOException {
    for (int i = 0; i < ROUND; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write(conversations.next(random));
        if (random.nextInt(4) == 0) {
          socket.setSoTimeout(1 + random.nextInt(20));
          listen(socket);
        }
      } catch (SocketException e) {
        LOG.trace("The server has closed, its good right", e);
      }
    }
  }

  private static void listen(Socket socket) throws IOException {
    byte[] sink = new byte[8192];
    try {
      while (socket.getInputStream().read(sink) >= 0) {
        // What the server says is not looked at.
      }
    } catch (SocketTimeoutException e) {
      LOG.trace("The server goes on", e);
    }
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
