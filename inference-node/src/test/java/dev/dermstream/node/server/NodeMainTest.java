package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.NodeServiceGrpc;
import dev.dermstream.platform.release.Release;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeMainTest {
  private static final Pattern READY =
      Pattern.compile("node ready: 127.0.0.1:(\\d+), release (\\S+), metrics (http://\\S+)");

  @Test
  void servesInAProcessOfItsOwnUntilItIsToldToStop(@TempDir Path folder) throws Exception {
    Release release = Releases.make(folder);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "-Ddermstream.release=" + folder,
                "-Ddermstream.node.port=0",
                "-Ddermstream.node.metrics.port=0",
                // A new process on a busy machine takes seconds for its first inference.
                "-Ddermstream.node.health.hang-timeout=30s",
                "-Ddermstream.node.health.canary-timeout=60s",
                NodeMain.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader()) {
      Matcher ready = READY.matcher(Objects.requireNonNull(out.readLine(), "it printed nothing"));
      assertThat(ready.matches()).isTrue();
      assertThat(ready.group(2)).isEqualTo(release.id());

      ask(Integer.parseInt(ready.group(1)));

      assertThat(metrics(ready.group(3)))
          .contains("dermstream_stage_duration_seconds_count")
          .contains("stage=\"generate\"")
          .contains("jvm_memory_used_bytes");
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void ask(int port) throws InterruptedException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      List<InferResponse> messages = new ArrayList<>();
      // To the end: a text that is still being written is no stage in the metrics yet.
      NodeServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(RunningNode.PATIENCE)
          .infer(RunningNode.request(Releases.BASE).build())
          .forEachRemaining(messages::add);
      assertThat(messages.getFirst().hasEncoded()).isTrue();
      assertThat(messages.getLast().hasFinished()).isTrue();
    } finally {
      channel.shutdownNow().awaitTermination(30, TimeUnit.SECONDS);
    }
  }

  private static String metrics(String address) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(address)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
