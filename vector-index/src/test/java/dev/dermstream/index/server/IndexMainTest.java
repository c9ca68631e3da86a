package dev.dermstream.index.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.index.v1.IndexServiceGrpc;
import dev.dermstream.platform.release.Release;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexMainTest {
  private static final Pattern READY =
      Pattern.compile("index ready: 127.0.0.1:(\\d+), release (\\S+), metrics (http://\\S+)");

  @Test
  void servesInAProcessOfItsOwnUntilItIsToldToStop(@TempDir Path folder) throws Exception {
    Release release = Releases.make(folder);
    Process process =
        server(folder, List.of("--add-modules=jdk.incubator.vector"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader()) {
      Matcher ready = READY.matcher(Objects.requireNonNull(out.readLine(), "it printed nothing"));
      assertThat(ready.matches()).isTrue();
      assertThat(ready.group(2)).isEqualTo(release.id());

      ask(Integer.parseInt(ready.group(1)));

      assertThat(metrics(ready.group(3)))
          .contains("dermstream_stage_duration_seconds_count")
          .contains("stage=\"classify\"")
          .contains("jvm_memory_used_bytes");
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void withoutTheModuleThatComparesVectorsItEndsAndSaysWhy(@TempDir Path folder) throws Exception {
    Path release = Files.createDirectory(folder.resolve("release"));
    Releases.make(release);
    Path errors = folder.resolve("errors.txt");

    Process process = server(release, List.of()).redirectError(errors.toFile()).start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(errors).content().contains("without --add-modules jdk.incubator.vector");
    } finally {
      process.destroyForcibly();
    }
  }

  private static ProcessBuilder server(Path release, List<String> modules) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(modules);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "-Ddermstream.release=" + release,
            "-Ddermstream.index.port=0",
            "-Ddermstream.index.metrics.port=0",
            IndexMain.class.getName()));
    return new ProcessBuilder(command);
  }

  private static void ask(int port) throws InterruptedException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      ClassifyRequest request =
          ClassifyRequest.newBuilder()
              .setProfile(Releases.TINY)
              .addEmbedding(0)
              .addEmbedding(1)
              .build();
      assertThat(
              IndexServiceGrpc.newBlockingStub(channel)
                  .withDeadlineAfter(Duration.ofSeconds(30))
                  .classify(request)
                  .getLabels(0)
                  .getIdCode())
          .isEqualTo(2);
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
