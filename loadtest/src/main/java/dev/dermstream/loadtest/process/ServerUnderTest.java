package dev.dermstream.loadtest.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server in a process of its own, which ends with this one. What it prints goes to a file.
 * Thread-safe.
 */
public final class ServerUnderTest implements AutoCloseable {
  /** The line in which {@code dermstream serve} tells the gateway's port, once it is ready. */
  public static final Pattern GATEWAY_READY = Pattern.compile("^gateway +\\S*:(\\d+)");

  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final String name;
  private final Process process;
  private final int port;
  private final ErrorOutput errors;

  private ServerUnderTest(String name, Process process, int port, ErrorOutput errors) {
    this.name = name;
    this.process = process;
    this.port = port;
    this.errors = errors;
  }

  /**
   * Starts a server and waits for the line that says it is ready.
   *
   * @param command program and arguments
   * @param environment variables beside those of this process
   * @param ready finds the port, its first group, in a line of the standard output
   * @param logs folder for what the process prints
   * @throws IOException if it ends or the limit passes before it is ready; says what it printed
   */
  public static ServerUnderTest start(
      String name,
      List<String> command,
      Map<String, String> environment,
      Pattern ready,
      Duration limit,
      Path logs)
      throws IOException, InterruptedException {
    ErrorOutput errors = new ErrorOutput(logs.resolve(name + ".err"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.file().toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    CompletableFuture<Integer> port = new CompletableFuture<>();
    Path output = logs.resolve(name + ".out");
    // Not virtual: reading a pipe holds the carrier, and there are as many pipes as servers.
    Thread.ofPlatform().daemon().start(() -> copy(process, ready, port, output));
    try {
      return new ServerUnderTest(
          name, process, port.get(limit.toMillis(), TimeUnit.MILLISECONDS), errors);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IOException(
          "%s was not ready within %s; it printed:%n%s".formatted(name, limit, errors.lastLines()),
          e);
    }
  }

  private static void copy(
      Process process, Pattern ready, CompletableFuture<Integer> port, Path output) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        var copy = Files.newBufferedWriter(output)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        copy.write(line + System.lineSeparator());
        copy.flush();
        Matcher matcher = ready.matcher(line);
        if (matcher.find()) {
          port.complete(Integer.parseInt(matcher.group(1)));
        }
      }
      port.completeExceptionally(new IOException("The process ended"));
    } catch (IOException e) {
      port.completeExceptionally(new UncheckedIOException(e));
    }
  }

  public String name() {
    return name;
  }

  /** Where it listens, on loopback. */
  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The end of what it printed on the error channel. */
  public String errors() throws IOException {
    return errors.lastLines();
  }

  /**
   * Sends it a signal.
   *
   * @param name without SIG, for example {@code STOP}
   */
  public void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(name, pid())).start().waitFor();
    if (status != 0) {
      throw new IOException("kill -%s of %s ended with %d".formatted(name, this.name, status));
    }
  }

  /**
   * Waits for its end.
   *
   * @return its exit status; 128 and the number for a signal, as a shell says it
   * @throws IOException if it has not ended within the limit
   */
  public int awaitEnd(Duration limit) throws IOException, InterruptedException {
    if (!process.waitFor(limit)) {
      throw new IOException("%s has not ended within %s".formatted(name, limit));
    }
    return process.exitValue();
  }

  /** Asks the process to end, and ends it if it does not. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT)) {
        process.destroyForcibly().waitFor(STOP_LIMIT);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
