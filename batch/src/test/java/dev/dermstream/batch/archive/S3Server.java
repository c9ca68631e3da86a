package dev.dermstream.batch.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** A service with buckets in a process of its own on loopback: s3rver, from the npm registry. */
final class S3Server implements AutoCloseable {
  static final String KEY = "S3RVER";
  private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

  private final Process process;
  private final int port;

  private S3Server(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Installs and starts it with one empty bucket; without npm or its registry the test is left out.
   */
  static S3Server start(Path folder, String bucket) throws IOException, InterruptedException {
    for (String name : List.of("package.json", "package-lock.json")) {
      Files.copy(Path.of("src", "test", "s3", name), folder.resolve(name));
    }
    install(folder);
    Process process =
        new ProcessBuilder(
                "node",
                // Its tokens of pages are made with a cipher of old.
                "--openssl-legacy-provider",
                folder.resolve("node_modules/s3rver/bin/s3rver.js").toString(),
                "--directory=" + folder.resolve("data"),
                "--address=127.0.0.1",
                "--port=0",
                "--configure-bucket",
                bucket)
            .redirectErrorStream(true)
            .start();
    return new S3Server(process, port(process));
  }

  private static void install(Path folder) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("npm", "ci", "--prefer-offline", "--no-audit", "--no-fund")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("npm.log").toFile())
              .start();
      Assumptions.assumeTrue(
          process.waitFor() == 0, "Left out: s3rver cannot be had from the npm registry");
    } catch (IOException _) {
      Assumptions.abort("Left out: npm is not on this machine");
    }
  }

  private static int port(Process process) throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher matcher = LISTENING.matcher(line);
      if (matcher.find()) {
        // It tells every request; nobody reading would stop it.
        Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
        return Integer.parseInt(matcher.group(1));
      }
    }
    assertThat(process.isAlive()).as("s3rver has ended").isTrue();
    throw new IOException("s3rver tells no port");
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
