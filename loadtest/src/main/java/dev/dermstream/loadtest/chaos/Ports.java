package dev.dermstream.loadtest.chaos;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/**
 * Ports that a server can come back to: below those that the system gives to outgoing connections,
 * one of which could otherwise have taken the port while the server was away.
 */
final class Ports {
  private static final int FIRST = 15_000;
  private static final int LAST = 31_000;

  /** Not the same as in another build that runs beside this one. */
  private final RandomGenerator random = RandomGenerator.getDefault();

  private int next = LAST;

  /** A port of loopback that is free now. */
  int take() throws IOException {
    return take(1);
  }

  /** The first of so many that follow one another, all free now. */
  int take(int count) throws IOException {
    while (true) {
      if (next + count > LAST) {
        next = random.nextInt(FIRST, LAST - count);
      }
      int first = next;
      next += count;
      if (areFree(first, count)) {
        return first;
      }
    }
  }

  private static boolean areFree(int first, int count) throws IOException {
    for (int port = first; port < first + count; port++) {
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        free.setReuseAddress(true);
      } catch (BindException e) {
        return false;
      }
    }
    return true;
  }
}
