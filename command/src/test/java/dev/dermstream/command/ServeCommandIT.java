package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.awt.image.BufferedImage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dermstream serve} with every role as a process of its own. */
class ServeCommandIT {
  @TempDir Path folder;
  private ServerProcesses servers;

  @BeforeEach
  void prepare() {
    servers = new ServerProcesses(folder);
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  @Test
  void threeProcessesServeAndDrainOnTermination() throws Exception {
    String gateway = servers.startAll("");

    ManagedChannel channel = NettyChannelBuilder.forTarget(gateway).usePlaintext().build();
    try {
      Screening.answered(channel, TestImages.jpeg(300, 200, BufferedImage.TYPE_3BYTE_BGR));
    } finally {
      channel.shutdownNow();
    }

    for (Process process : servers.all().reversed()) {
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("drained").isTrue();
      // 128 + SIGTERM: the JVM's status after its hooks have run.
      assertThat(process.exitValue()).isEqualTo(143);
    }
  }

  /** ONNX Runtime would crash if the process ended under the loading. */
  @Test
  void terminationWhileAModelIsLoadedWaitsForItAndEndsInOrder() throws Exception {
    Path home = Files.createDirectories(folder.resolve("starting"));
    Path config = Files.writeString(folder.resolve("starting.conf"), ServerProcesses.ANY_PORT);
    Process process =
        CommandProcess.start(
            home,
            List.of("-DDERMSTREAM_LOG=INFO", "-XX:ErrorFile=" + home.resolve("crash.log")),
            List.of(),
            List.of("serve", "--role", "node", "--config", config.toString()));
    try {
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() ->
              Files.readString(Path.of("/proc", Long.toString(process.pid()), "maps"))
                  .contains("onnxruntime"));
      process.destroy();

      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ended").isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
      assertThat(home.resolve("err.txt")).content().containsAnyOf("Draining", "Ended while");
      assertThat(home.resolve("crash.log")).doesNotExist();
    } finally {
      process.destroyForcibly();
    }
  }

  /** The gateway fails while index and node start beside it: they end with it. */
  @Test
  void aPortThatIsTakenEndsTheWholeCluster() throws Exception {
    Path home = Files.createDirectories(folder.resolve("taken"));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path config =
          Files.writeString(
              folder.resolve("taken.conf"),
              ServerProcesses.ANY_PORT + "\ndermstream.gateway.port = " + taken.getLocalPort());
      Process process =
          CommandProcess.start(
              home, List.of(), List.of(), List.of("serve", "--config", config.toString()));
      try {
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ended").isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(home.resolve("err.txt"))
            .content()
            .contains("The gateway cannot listen on 127.0.0.1:" + taken.getLocalPort());
        assertThat(home.resolve("out.txt")).isEmptyFile();
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void aWrongConfigurationNamesEveryProblem() throws Exception {
    Path home = Files.createDirectories(folder.resolve("wrong"));
    Path config =
        Files.writeString(
            folder.resolve("wrong.conf"), "dermstream.node { port = 99999, prot = 1 }\n");

    CommandProcess.Outcome outcome =
        CommandProcess.run(home, "serve", "--role", "node", "--config", config.toString());

    assertThat(outcome.status()).isEqualTo(Dermstream.EXIT_USAGE);
    assertThat(outcome.err()).contains("dermstream.node.prot");
  }
}
