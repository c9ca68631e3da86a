package dev.dermstream.loadtest.pacs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server that nobody here wrote and that does not say when it listens. */
final class ForeignServer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final Process process;

  private ForeignServer(Process process) {
    this.process = process;
  }

  /** A port of loopback that nobody had just now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Starts it and waits until its port is open.
   *
   * @param said file for what it prints
   */
  static ForeignServer start(int port, Path said, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("TCP_NODELAY", "1");
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return new ForeignServer(process);
      } catch (IOException e) {
        Thread.sleep(20);
      }
    }
    process.destroyForcibly();
    throw new IOException(
        "%s did not start: %s".formatted(command.getFirst(), Files.readString(said)));
  }

  /**
   * User and system time, its children's included, once these have ended; it may wait for them only
   * when the next one is started.
   */
  double cpuSeconds() throws IOException, InterruptedException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < end) {
      boolean ended = true;
      double seconds = ProcessorTime.of(process.pid()).seconds();
      for (ProcessHandle child : process.children().toList()) {
        ProcessorTime time = ProcessorTime.of(child.pid());
        seconds += time.seconds();
        ended &= time.ended();
      }
      if (ended) {
        return seconds;
      }
      Thread.sleep(20);
    }
    throw new IOException("A child of process %d does not end".formatted(process.pid()));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
