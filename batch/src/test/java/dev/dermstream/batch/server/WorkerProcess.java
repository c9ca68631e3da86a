package dev.dermstream.batch.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.batch.v1.BatchServiceGrpc;
import dev.dermstream.batch.v1.BatchServiceGrpc.BatchServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A worker in a process of its own, which can be killed and started again. */
final class WorkerProcess implements AutoCloseable {
  private static final String READY = "batch ready: ";

  private final Path config;
  private @Nullable Process process;
  private @Nullable ManagedChannel channel;

  WorkerProcess(Path folder, String settings) throws IOException {
    config = Files.writeString(Files.createTempFile(folder, "worker", ".conf"), settings);
  }

  /** Begins to start; {@link #client} waits for the end of it. */
  void start() throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    BatchMain.class.getName(),
                    config.toString()))
            .redirectError(config.resolveSibling(config.getFileName() + ".err").toFile())
            .start();
  }

  /** Of a worker that was started. */
  BatchServiceBlockingStub client() throws IOException {
    if (channel == null) {
      channel = NettyChannelBuilder.forTarget(address()).usePlaintext().build();
    }
    return BatchServiceGrpc.newBlockingStub(channel);
  }

  private String address() throws IOException {
    assertThat(process).isNotNull();
    // Left open: what is printed later must find a reader.
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(READY)) {
        return line.substring(READY.length(), line.indexOf(','));
      }
    }
    throw new AssertionError(
        "the worker ended: "
            + Files.readString(config.resolveSibling(config.getFileName() + ".err")));
  }

  /** As by kill -9; returns when it is gone. */
  void kill() throws InterruptedException {
    if (channel != null) {
      channel.shutdownNow();
      channel = null;
    }
    if (process != null) {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Override
  public void close() {
    if (channel != null) {
      channel.shutdownNow();
    }
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
