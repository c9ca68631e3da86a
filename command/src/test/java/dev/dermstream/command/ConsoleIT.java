package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.platform.security.TestAuthority;
import dev.dermstream.platform.security.TlsFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * The web console in headless Chromium, at a process that serves. What is asked of it stands in
 * {@code src/test/browser}. Where the browser or npm is not installed the test is reported as left
 * out, with the reason; CI installs them. With {@code -Dconsole.shots=FOLDER} the pages are
 * pictured there.
 */
class ConsoleIT {
  private static final String TOKEN = "the-token-of-the-ward";
  private static final List<Path> BROWSERS =
      List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"));

  @TempDir Path folder;
  private @Nullable ServerProcesses servers;

  @AfterEach
  void stop() {
    if (servers != null) {
      servers.close();
    }
  }

  @Test
  void thePageDoesWhatItPromises() throws Exception {
    Path tests = browserTests();
    String console = serve("dermstream.gateway.metrics.port = 0");

    run(tests, "console.test.js", Map.of("CONSOLE", console));
    run(tests, "batch.test.js", Map.of("CONSOLE", console));
  }

  @Test
  void aGatewayWithTlsAndTokensIsUsedWithAToken() throws Exception {
    Path tests = browserTests();
    TlsFiles files = new TestAuthority("hospital").issue(folder, "port", "localhost");
    String digest =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(TOKEN.getBytes(StandardCharsets.UTF_8)));
    Path callers =
        Files.writeString(
            folder.resolve("callers.json"),
            """
            {"callers": [{"name": "ward", "token_sha256": "%s", "roles": ["screen"],
              "profiles": ["tumour15"]}]}
            """
                .formatted(digest));
    String console =
        serve(
            """
            dermstream.gateway {
              metrics.port = 0
              tls { enabled = true, certificate = "%s", key = "%s" }
              authentication { enabled = true, callers-file = "%s" }
            }
            """
                .formatted(files.certificate(), files.key(), callers));
    assertThat(console).startsWith("https://");

    run(tests, "token.test.js", Map.of("CONSOLE", console, "TOKEN", TOKEN));
  }

  private String serve(String configuration) throws IOException {
    return servers()
        .startWithConsole(
            "server",
            "dermstream { index.port = 0, node.port = 0, gateway.port = 0 }\n" + configuration);
  }

  private ServerProcesses servers() {
    ServerProcesses opened = new ServerProcesses(folder);
    servers = opened;
    return opened;
  }

  /** A copy with its library beside it. */
  private Path browserTests() throws IOException, InterruptedException {
    if (BROWSERS.stream().noneMatch(Files::isExecutable)) {
      throw new TestAbortedException("Left out: chromium is not on this machine");
    }
    Path source = Repository.root().resolve("command/src/test/browser");
    Path copy = Files.createDirectories(folder.resolve("browser"));
    try (var files = Files.list(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(source.relativize(file)));
      }
    }
    try {
      run(copy, List.of("npm", "ci", "--no-audit", "--no-fund"), Map.of());
    } catch (AssertionError | IOException e) {
      throw new TestAbortedException(
          "Left out: npm, or playwright-core from its registry, is not on this machine", e);
    }
    return copy;
  }

  private void run(Path tests, String file, Map<String, String> given)
      throws IOException, InterruptedException {
    String shots = System.getProperty("console.shots", "");
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "CHROMIUM",
                BROWSERS.stream().filter(Files::isExecutable).findFirst().orElseThrow().toString(),
                "SAMPLES",
                Repository.root().resolve("samples").toString(),
                "SHOTS",
                shots));
    environment.putAll(given);
    run(tests, List.of("node", "--test", file), environment);
  }

  private void run(Path directory, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path output = folder.resolve("browser.txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    String printed = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as("%s ended in time; it printed %s", command, printed).isTrue();
    assertThat(process.exitValue()).as("%s printed %s", command, printed).isZero();
  }
}
