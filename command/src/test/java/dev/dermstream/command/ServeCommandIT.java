package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dermstream serve} with every role as a process of its own. */
class ServeCommandIT {
  @TempDir Path folder;
  private RoleProcesses roles;

  @BeforeEach
  void prepare() {
    roles = new RoleProcesses(folder, List.of());
  }

  @AfterEach
  void stop() {
    roles.close();
  }

  @Test
  void threeProcessesServeAndDrainOnTermination() throws Exception {
    String gateway = roles.startAll("");

    ManagedChannel channel = NettyChannelBuilder.forTarget(gateway).usePlaintext().build();
    try {
      Report report =
          ScreeningServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(60, TimeUnit.SECONDS)
              .screen(
                  ScreenRequest.newBuilder()
                      .setImage(
                          ByteString.copyFrom(
                              TestImages.jpeg(300, 200, BufferedImage.TYPE_3BYTE_BGR)))
                      .build())
              .getReport();
      assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
    } finally {
      channel.shutdownNow();
    }

    for (Process process : roles.processes().reversed()) {
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
    roles.processes().add(process);

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(Dermstream.EXIT_USAGE);
    assertThat(Files.readString(home.resolve("err.txt"))).contains("dermstream.node.prot");
  }
}
