package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * Clients that nobody here wrote, as README shows them: Python's grpcio and Node's grpc-js. Where
 * one is not installed the test is reported as left out, with the reason; CI installs them.
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
  void pythonScreensAnImage() throws IOException, InterruptedException {
    needs(List.of("/usr/bin/python3", "-c", "import grpc, google.protobuf"), "python3-grpcio");
    needs(List.of("which", "protoc", "grpc_python_plugin"), "protobuf-compiler-grpc");

    String output =
        run(
            List.of(
                "/usr/bin/python3",
                Repository.root().resolve("examples/python/screen.py").toString(),
                cluster.address(),
                Repository.sample("nevus").toString()));

    assertThat(output)
        .contains("DISPOSITION_ANSWERED")
        .contains("release demonstration-")
        .contains("not for clinical use");
  }

  @Test
  void nodeScreensOverOneStream() throws IOException, InterruptedException {
    needs(List.of("npm", "--version"), "npm");
    Path example = Repository.root().resolve("examples/node");
    Path copy = folder.resolve("examples/node");
    Files.createDirectories(copy);
    for (String name : List.of("package.json", "package-lock.json", "screen.js")) {
      Files.copy(example.resolve(name), copy.resolve(name));
    }
    Files.createDirectories(folder.resolve("proto/src/main"));
    Files.createSymbolicLink(
        folder.resolve("proto/src/main/protobuf"),
        Repository.root().resolve("proto/src/main/protobuf"));
    needs(
        List.of("npm", "ci", "--no-audit", "--no-fund", "--prefix", copy.toString()),
        "grpc-js from the npm registry");

    String output =
        run(
            List.of(
                "node",
                copy.resolve("screen.js").toString(),
                cluster.address(),
                Repository.sample("nevus").toString(),
                Repository.sample("truncated").toString()));

    assertThat(output.lines().filter(line -> line.contains("DISPOSITION_ANSWERED"))).hasSize(1);
    assertThat(output.lines().filter(line -> line.contains("DISPOSITION_REJECTED"))).hasSize(1);
    assertThat(output).contains("TRUNCATED_IMAGE", "demonstration-");
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
