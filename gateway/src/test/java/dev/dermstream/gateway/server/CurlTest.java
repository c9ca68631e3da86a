package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.dermstream.node.v1.InferRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door as curl comes to it. Left out, and reported so, where curl is not installed. */
class CurlTest {
  private static TestCluster cluster;

  @TempDir Path folder;
  private final byte[] pixels = new byte[2 << 20];

  @BeforeAll
  static void start() throws IOException {
    assumeThat(Path.of("/usr/bin/curl")).as("curl is on this machine").isExecutable();
    cluster = new TestCluster();
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void drawAnImage() throws IOException {
    new Random(11).nextBytes(pixels);
    Files.write(folder.resolve("x.jpg"), pixels);
    cluster.node.requests.clear();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http1.0", "--http1.1", "--http2-prior-knowledge"})
  void aFileIsTheBody(String version) throws Exception {
    String answer =
        curl(version, "--data-binary", "@x.jpg", "-H", "Content-Type: image/jpeg", "/v1/screen");

    assertThat(answer).startsWith("200 {").contains("\"DISPOSITION_ANSWERED\"");
    assertThat(cluster.node.requests.remove().getImage().toByteArray()).isEqualTo(pixels);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
  void aFileIsPartOfAForm(String version) throws Exception {
    String answer = curl(version, "-F", "image=@x.jpg", "-F", "profile=tumour15", "/v1/screen");

    assertThat(answer).startsWith("200 {");
    InferRequest request = cluster.node.requests.remove();
    assertThat(request.getImage().toByteArray()).isEqualTo(pixels);
    assertThat(request.getProfile()).isEqualTo("tumour15");
  }

  /** A body so long that curl asks first (100-continue) is lost between the two protocols. */
  @Test
  void aConnectionMayBecomeHttp2() throws Exception {
    Files.write(folder.resolve("x.jpg"), "pixels".getBytes(StandardCharsets.UTF_8));

    String answer =
        curl("--http2", "--data-binary", "@x.jpg", "-H", "Content-Type: image/jpeg", "/v1/screen");

    assertThat(answer).startsWith("200 {");
    assertThat(cluster.node.requests.remove().getImage().toStringUtf8()).isEqualTo("pixels");
  }

  @Test
  void eventsAreStreamed() throws Exception {
    String answer =
        curl(
            "-N",
            "-H",
            "Accept: text/event-stream",
            "-F",
            "image=@x.jpg",
            "-F",
            "question=What?",
            "/v1/ask");

    assertThat(answer).contains("event: text\ndata: {", "event: finished\ndata: {");
  }

  @Test
  void whatItsBareUploadLacksIsSaid() throws Exception {
    String answer = curl("--data-binary", "@x.jpg", "/v1/screen");

    assertThat(answer).startsWith("415 {").contains("Content-Type such as image/jpeg");
    assertThat(cluster.node.requests).isEmpty();
  }

  /** The status, a blank and the body. */
  private String curl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "60"));
    command.addAll(List.of(arguments).subList(0, arguments.length - 1));
    command.addAll(List.of("-w", "%{http_code} ", "-o", "body"));
    command.add("http://127.0.0.1:" + cluster.gateway.port() + arguments[arguments.length - 1]);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    String output = Files.readString(folder.resolve("output"), StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(output).isZero();
    return output + Files.readString(folder.resolve("body"), StandardCharsets.UTF_8);
  }
}
