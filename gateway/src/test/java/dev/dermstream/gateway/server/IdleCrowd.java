package dev.dermstream.gateway.server;

import dev.dermstream.platform.hostile.RawHttp2;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that say nothing, every second one after the preface of HTTP/2. They are held by a
 * process of their own, because a process may open only so many files and the server needs as many.
 */
final class IdleCrowd implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 120_000;

  private final Process process;
  private final BufferedReader output;

  private IdleCrowd(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  /** Returns once all are open. */
  static IdleCrowd open(int port, int count) throws IOException {
    IdleCrowd crowd =
        new IdleCrowd(
            new ProcessBuilder(
                    List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        IdleCrowd.class.getName(),
                        Integer.toString(port),
                        Integer.toString(count)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    crowd.heard("open");
    return crowd;
  }

  /** Waits for the server to close them; how many it did. */
  int closedByServer() throws IOException {
    return Integer.parseInt(heard("closed ").substring("closed ".length()));
  }

  private String heard(String beginning) throws IOException {
    String line = output.readLine();
    if (line == null || !line.startsWith(beginning)) {
      throw new IOException("The crowd said " + line + " instead of " + beginning);
    }
    return line;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The process itself. */
  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    List<RawHttp2> connections = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      RawHttp2 connection = new RawHttp2(port);
      connections.add(connection);
      if (i % 2 == 0) {
        connection.greet();
      }
    }
    System.out.println("open");
    int closed = 0;
    for (RawHttp2 connection : connections) {
      closed += connection.isClosedWithin(PATIENCE_MILLIS) ? 1 : 0;
      connection.close();
    }
    System.out.println("closed " + closed);
  }
}
