package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dermstream serve} with every role as a process of its own. */
class ServeCommandIT {
  private static final String ANY_PORT =
      """
      dermstream.index { port = 0, metrics.port = 0 }
      dermstream.node { port = 0, metrics.port = 0 }
      dermstream.gateway { port = 0, metrics.port = 0 }
      """;

  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void threeProcessesServeAndDrainOnTermination() throws Exception {
    String index = start("index", ANY_PORT);
    String node = start("node", ANY_PORT);
    String gateway =
        start(
            "gateway",
            ANY_PORT
                + "dermstream.gateway.node.address = \"%s\"\n".formatted(node)
                + "dermstream.gateway.index.address = \"%s\"\n".formatted(index));

    ManagedChannel channel = NettyChannelBuilder.forTarget(gateway).usePlaintext().build();
    try {
      Screening.answered(channel, TestImages.jpeg(300, 200, BufferedImage.TYPE_3BYTE_BGR));
    } finally {
      channel.shutdownNow();
    }

    for (Process process : processes.reversed()) {
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("drained").isTrue();
      // 128 + SIGTERM: the JVM's status after its hooks have run.
      assertThat(process.exitValue()).isEqualTo(143);
    }
  }

  @Test
  void aWrongConfigurationNamesEveryProblem() throws Exception {
    Path home = Files.createDirectories(folder.resolve("wrong"));
    Path config =
        Files.writeString(
            folder.resolve("wrong.conf"), "dermstream.node { port = 99999, prot = 1 }\n");

    Process process =
        CommandProcess.start(
            home, List.of("serve", "--role", "node", "--config", config.toString()));
    processes.add(process);

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(Dermstream.EXIT_USAGE);
    assertThat(Files.readString(home.resolve("err.txt"))).contains("dermstream.node.prot");
  }

  private String start(String role, String configuration) throws IOException {
    Path home = Files.createDirectories(folder.resolve(role));
    Path config = Files.writeString(home.resolve("own.conf"), configuration);
    Process process =
        CommandProcess.start(home, List.of("serve", "--role", role, "--config", config.toString()));
    processes.add(process);
    Pattern line = Pattern.compile("^" + role + " +(\\S+:\\d+)$", Pattern.MULTILINE);
    return await()
        .atMost(Duration.ofSeconds(60))
        .failFast(() ->
            assertThat(process.isAlive())
                .as("%s: %s", role, Files.readString(home.resolve("err.txt")))
                .isTrue())
        .until(
            () -> {
              Matcher matcher = line.matcher(Files.readString(home.resolve("out.txt")));
              return matcher.find() ? matcher.group(1) : null;
            },
            address -> address != null);
  }
}
