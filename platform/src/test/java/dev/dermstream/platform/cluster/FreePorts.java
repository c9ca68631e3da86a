package dev.dermstream.platform.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/**
 * Ports for members that must be told theirs before they bind it. They lie below those that the
 * system gives to outgoing connections, one of which could otherwise take a port in between. Tests
 * that run beside these, in another JVM of the same build, have a half of their own.
 */
public final class FreePorts {
  private static final int HALF = 8_000;
  private static final int FIRST = 15_000 + HALF * (Integer.getInteger("test.fork", 1) % 2);
  private static final int LAST = FIRST + HALF;

  private FreePorts() {}

  /** The first of so many that follow one another, all free now. */
  public static int take(int count) {
    RandomGenerator random = RandomGenerator.getDefault();
    while (true) {
      int first = random.nextInt(FIRST, LAST - count);
      if (areFree(first, count)) {
        return first;
      }
    }
  }

  private static boolean areFree(int first, int count) {
    for (int port = first; port < first + count; port++) {
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        free.setReuseAddress(true);
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }
}
