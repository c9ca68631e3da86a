package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.batch.ledger.Ledger;
import dev.dermstream.batch.ledger.LedgerConfig;
import dev.dermstream.batch.ledger.Ledgers;
import dev.dermstream.command.CommandProcess.Outcome;
import dev.dermstream.platform.config.Configuration;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dermstream batch} as a user runs it, on the demonstration release. */
class BatchCommandIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  private final StringWriter errors = new StringWriter();

  @Test
  void aJobWhoseProcessIsKilledIsResumed() throws Exception {
    Path results = folder.resolve("results.jsonl");
    try (RunningCluster cluster = new RunningCluster();
        HoldingGateway gateway = new HoldingGateway(cluster, 3)) {
      Process first = worker("first", gateway.address());
      try {
        String server = address(folder.resolve("first/out.txt"));
        assertThat(
                execute(
                    "batch",
                    "submit",
                    samples(),
                    "--id",
                    "job-of-today",
                    "--output",
                    results.toString(),
                    "--server",
                    server))
            .as("%s", errors)
            .isZero();
        // The job cannot end before its worker is killed.
        await().atMost(PATIENCE).until(gateway::isHolding);
      } finally {
        first.destroyForcibly().waitFor();
      }
    }
    String config = config("");

    // Whoever looks does not stand in the way of who writes, nor is kept out by them.
    try (Ledger _ =
        Ledgers.open(
            LedgerConfig.from(
                ConfigFactory.parseFile(Path.of(config).toFile())
                    .withFallback(Configuration.load(null))))) {
      Outcome status = run("batch", "status", "job-of-today", "--config", config);
      assertThat(status.status()).as(status.err()).isZero();
      assertThat(status.out()).contains("job-of-today", "screening");
      Outcome paused = run("batch", "pause", "job-of-today", "--config", config);
      assertThat(paused.status()).isEqualTo(1);
      assertThat(paused.err()).contains("Another process writes the ledger");
    }

    Outcome resumed = run("batch", "resume", "job-of-today", "--config", config);

    assertThat(resumed.status()).as(resumed.err()).isZero();
    assertThat(resumed.out()).contains("completed 14 of 14 files (100.0%)", "rejected    2");
    Map<String, JsonObject> lines = lines(results);
    assertThat(lines).hasSize(14);
    assertThat(lines.get("truncated.jpg").get("code").getAsString()).isEqualTo("TRUNCATED_IMAGE");
    JsonObject melanoma = lines.get("melanoma-01.jpg");
    assertThat(melanoma.get("outcome").getAsString()).isEqualTo("ANSWERED");
    assertThat(melanoma.getAsJsonObject("label").get("name_english").getAsString())
        .isEqualTo("Malignant Melanoma");

    Outcome status = run("batch", "status", "--config", config);
    assertThat(status.out()).contains("job-of-today", "completed", "14/14");
    Path report = folder.resolve("report.html");
    assertThat(
            execute(
                "batch",
                "report",
                "job-of-today",
                "--output",
                report.toString(),
                "--config",
                config))
        .isZero();
    assertThat(report)
        .content()
        .contains("Malignant Melanoma", "not for clinical use", "data:image/jpeg;base64,");
  }

  @Test
  void workersBesideAClusterTakeJobs() throws Exception {
    try (RunningCluster cluster = new RunningCluster()) {
      Process worker = worker("worker", cluster.address());
      try {
        String server = address(folder.resolve("worker/out.txt"));
        Path table = folder.resolve("results.csv");
        assertThat(submit(server, "job-before", table)).isZero();
        assertThat(submit(server, "job-after", folder.resolve("again.csv"))).isZero();
        assertThat(Files.readAllBytes(folder.resolve("again.csv")))
            .isEqualTo(Files.readAllBytes(table));

        Path changes = folder.resolve("changes.csv");
        int status =
            execute(
                "batch",
                "compare",
                "job-before",
                "job-after",
                "--output",
                changes.toString(),
                "--server",
                server);

        assertThat(status).isZero();
        assertThat(Files.readAllLines(changes)).as("nothing but the head").hasSize(1);
        assertThat(execute("batch", "cancel", "job-before", "--server", server))
            .isEqualTo(Dermstream.EXIT_INCOMPLETE);
        assertThat(errors.toString())
            .contains("JOB_STATE: Job job-before is COMPLETED and cannot be cancelled.");
        assertThat(submit(server, "job-never", folder.resolve("results.docx")))
            .isEqualTo(Dermstream.EXIT_INCOMPLETE);
        assertThat(errors.toString()).contains("INVALID_INPUT", "results.docx");
      } finally {
        worker.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void aJobIsScreenedWhereItIsSubmitted() throws Exception {
    Path images = folder("images");
    Files.copy(Repository.sample("nevus"), images.resolve("nevus.jpg"));
    Path results = folder.resolve("results.jsonl");

    Outcome ended =
        run(
            "batch",
            "submit",
            images.toString(),
            "--id",
            "job-of-one",
            "--output",
            results.toString(),
            "--config",
            config(""));

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("job job-of-one", "completed 1 of 1 files");
    assertThat(lines(results)).containsOnlyKeys("nevus.jpg");
  }

  private Process worker(String name, String gateway) throws IOException {
    return CommandProcess.start(
        folder(name),
        List.of(
            "batch",
            "serve",
            "--config",
            config(
                """
                dermstream.batch { port = 0, metrics.port = 0, gateway.address = "%s" }
                """
                    .formatted(gateway))));
  }

  private int execute(String... arguments) {
    return Dermstream.commandLine().setErr(new PrintWriter(errors, true)).execute(arguments);
  }

  private int submit(String server, String id, Path output) {
    return execute(
        "batch",
        "submit",
        samples(),
        "--id",
        id,
        "--output",
        output.toString(),
        "--server",
        server,
        "--watch");
  }

  private static String address(Path out) {
    String ready = "batch ready: ";
    await().atMost(PATIENCE).until(() -> Files.readString(out).contains(ready));
    try {
      String line = Files.readString(out);
      int begin = line.indexOf(ready) + ready.length();
      return line.substring(begin, line.indexOf(',', begin));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<String, JsonObject> lines(Path file) throws IOException {
    Map<String, JsonObject> lines = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      JsonObject result = JsonParser.parseString(line).getAsJsonObject();
      lines.put(result.get("name").getAsString(), result);
    }
    return lines;
  }

  private Outcome run(String... arguments) throws Exception {
    return CommandProcess.run(folder("run-" + System.nanoTime()), arguments);
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  private String config(String more) throws IOException {
    Path file = folder.resolve("batch.conf");
    Files.writeString(
        file,
        "dermstream.batch { port = 0, ledger.directory = \"%s\" }\n%s"
            .formatted(folder.resolve("ledger"), more));
    return file.toString();
  }

  private static String samples() {
    return Repository.root().resolve("samples").toString();
  }
}
