package dev.dermstream.platform.cluster;

import dev.dermstream.cluster.v1.ServerDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A member in a process of its own, which can be killed and stopped. */
final class MemberProcess implements AutoCloseable {
  private final Process process;

  private MemberProcess(Process process) {
    this.process = process;
  }

  /** Joins as {@link ClusterConfigTest#read} reads the text and publishes one server. */
  static MemberProcess start(String config, String instanceId) throws IOException {
    return new MemberProcess(
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    MemberProcess.class.getName(),
                    config,
                    instanceId))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** The process itself. */
  public static void main(String[] arguments) throws InterruptedException {
    Cluster cluster = Cluster.join(ClusterConfigTest.read(arguments[0]));
    ServerDescription server =
        ServerDescription.newBuilder().setInstanceId(arguments[1]).setServing(true).build();
    cluster.publish(() -> server);
    Thread.currentThread().join();
  }

  void kill() {
    process.destroyForcibly();
  }

  /** Sends a signal by its name, for example {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(name, process.pid()))
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("kill -" + name + " ended with " + status);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
