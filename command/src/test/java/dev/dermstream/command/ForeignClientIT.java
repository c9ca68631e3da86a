package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * Clients that nobody here wrote, as README shows them: Python's grpcio, Node's grpc-js, Connect's
 * gRPC-Web and curl. Where one is not installed the test is reported as left out, with the reason;
 * CI installs them.
 */
class ForeignClientIT {
  private static RunningCluster cluster;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    cluster = new RunningCluster();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void pythonScreensStreamsAndAsks() throws IOException, InterruptedException {
    needs(List.of("/usr/bin/python3", "-c", "import grpc, google.protobuf"), "python3-grpcio");
    needs(List.of("which", "protoc", "grpc_python_plugin"), "protobuf-compiler-grpc");

    screensStreamsAndAsks(
        List.of(
            "/usr/bin/python3", Repository.root().resolve("examples/python/client.py").toString()));
  }

  @Test
  void nodeScreensStreamsAndAsks() throws IOException, InterruptedException {
    Path client = installed("examples/node", "grpc-js");

    screensStreamsAndAsks(List.of("node", client.toString()));
  }

  @Test
  void grpcWebScreensAndAsks() throws IOException, InterruptedException {
    needs(List.of("protoc", "--version"), "protobuf-compiler");
    Path client = installed("examples/grpc-web", "connect-node");
    run(List.of("npm", "run", "generate", "--prefix", client.getParent().toString()));
    List<String> command = List.of("node", client.toString(), "http://" + cluster.address());
    String nevus = Repository.sample("nevus").toString();

    assertThat(run(with(command, "screen", nevus)))
        .contains("ANSWERED", "demonstration-", "not for clinical use");
    assertThat(run(with(command, "screen", Repository.sample("truncated").toString())))
        .contains("REJECTED", "TRUNCATED_IMAGE");
    assertThat(run(with(command, "ask", nevus, "What colour is it?", "mm-skin")))
        .contains("tokens, release demonstration-", "not for clinical use");
    assertThatThrownBy(() -> run(with(command, "ask", nevus, " ")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("InvalidArgument: question must not be empty.");
  }

  @Test
  void curlScreensAndAsksAsReadmeShows() throws IOException, InterruptedException {
    needs(List.of("curl", "--version"), "curl");
    Path nevus = Repository.sample("nevus");
    List<String> curl = List.of("curl", "--silent", "--show-error", "--fail-with-body");
    String home = "http://" + cluster.address();

    assertThat(
            run(
                with(
                    curl,
                    "--data-binary",
                    "@" + nevus,
                    "-H",
                    "Content-Type: image/jpeg",
                    home + "/v1/screen")))
        .contains("\"DISPOSITION_ANSWERED\"", "not for clinical use");
    assertThat(
            run(
                with(
                    curl,
                    "-N",
                    "-H",
                    "Accept: text/event-stream",
                    "-F",
                    "image=@" + nevus,
                    "-F",
                    "question=What colour is it?",
                    "-F",
                    "profile=mm-skin",
                    home + "/v1/ask")))
        .contains("event: text\ndata: {", "event: finished\ndata: {");
  }

  @Test
  void plainHttpScreensAsksAndListsProfiles() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> report = client.send(image("/v1/screen"), BodyHandlers.ofString());
      assertThat(report.statusCode()).as(report.body()).isEqualTo(200);
      assertThat(report.body())
          .contains("\"DISPOSITION_ANSWERED\"", "\"notice\":\"", "\"releaseId\":\"demonstration-");

      HttpResponse<String> answer =
          client.send(
              image("/v1/ask?profile=mm-skin&question=What%20colour%20is%20it%3F"),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("\"text\":\"", "\"generatedTokens\":");

      HttpResponse<String> profiles =
          client.send(
              HttpRequest.newBuilder(address("/v1/profiles")).build(), BodyHandlers.ofString());
      assertThat(profiles.body()).contains("\"defaultProfile\":\"tumour15\"", "\"labelSet\":[");
    }
  }

  private static HttpRequest image(String path) throws IOException {
    return HttpRequest.newBuilder(address(path))
        .header("content-type", "image/jpeg")
        .POST(BodyPublishers.ofFile(Repository.sample("nevus")))
        .build();
  }

  private static URI address(String path) {
    return URI.create("http://" + cluster.address() + path);
  }

  private void screensStreamsAndAsks(List<String> client) throws IOException, InterruptedException {
    String nevus = Repository.sample("nevus").toString();

    assertThat(run(client, "screen", nevus))
        .contains("DISPOSITION_ANSWERED", "not for clinical use");

    String reports = run(client, "stream", nevus, Repository.sample("truncated").toString());
    assertThat(reports.lines().filter(line -> line.contains("DISPOSITION_ANSWERED"))).hasSize(1);
    assertThat(reports.lines().filter(line -> line.contains("DISPOSITION_REJECTED"))).hasSize(1);
    assertThat(reports).contains("TRUNCATED_IMAGE");

    assertThat(run(client, "ask", nevus, "What colour is it?", "mm-skin"))
        .contains("tokens, release demonstration-", "not for clinical use");
  }

  /** Copies an example and installs what it needs; its client. */
  private Path installed(String example, String library) throws IOException, InterruptedException {
    needs(List.of("npm", "--version"), "npm");
    Path copy = Files.createDirectories(folder.resolve(example));
    for (String name : List.of("package.json", "package-lock.json", "client.js")) {
      Files.copy(Repository.root().resolve(example).resolve(name), copy.resolve(name));
    }
    Files.createDirectories(folder.resolve("proto/src/main"));
    Files.createSymbolicLink(
        folder.resolve("proto/src/main/protobuf"),
        Repository.root().resolve("proto/src/main/protobuf"));
    needs(
        List.of("npm", "ci", "--no-audit", "--no-fund", "--prefix", copy.toString()),
        library + " from the npm registry");
    return copy.resolve("client.js");
  }

  private static List<String> with(List<String> command, String... arguments) {
    return Stream.concat(command.stream(), Stream.of(arguments)).toList();
  }

  private String run(List<String> client, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(client);
    command.add(cluster.address());
    command.addAll(List.of(arguments));
    return run(command);
  }

  private void needs(List<String> probe, String what) throws IOException, InterruptedException {
    try {
      run(probe);
    } catch (AssertionError | IOException e) {
      throw new TestAbortedException("Left out: " + what + " is not on this machine", e);
    }
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(180, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as("%s ended in time; it printed %s", command, text).isTrue();
    assertThat(process.exitValue()).as("%s printed %s", command, text).isZero();
    return text;
  }
}
