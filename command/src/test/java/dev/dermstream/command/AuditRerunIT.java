package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.audit.chain.ChainHead;
import dev.dermstream.audit.chain.Conclusion;
import dev.dermstream.audit.chain.ImageRecord;
import dev.dermstream.audit.chain.Link;
import dev.dermstream.audit.chain.Origin;
import dev.dermstream.audit.chain.Score;
import dev.dermstream.audit.store.AuditStore;
import dev.dermstream.audit.store.StoreConfig;
import dev.dermstream.command.CommandProcess.Outcome;
import dev.dermstream.gateway.audit.Conclusions;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dermstream audit rerun} on what a served cluster recorded and on records of its kind. */
class AuditRerunIT {
  private static final Path NEVUS = Path.of("samples/nevus-01.jpg");
  private static final Path RELEASE = Path.of("releases/demonstration");

  @TempDir static Path folder;
  private static LocalCluster cluster;
  private static Report nevus;
  private static Report truncated;

  @TempDir Path own;

  @BeforeAll
  static void serve() throws IOException {
    System.setProperty("dermstream.home", Repository.root().toString());
    ConfigFactory.invalidateCaches();
    Config config =
        ConfigFactory.parseMap(
                Map.of(
                    "dermstream.index.port", 0,
                    "dermstream.node.port", 0,
                    "dermstream.gateway.port", 0,
                    "dermstream.gateway.metrics.port", 0,
                    "dermstream.gateway.audit.chain", "g",
                    "dermstream.gateway.audit.directory", folder.resolve("audit").toString()))
            .withFallback(Configuration.load(null));
    cluster = LocalCluster.start(config, LocalCluster.Ports.CONFIGURED);
    ManagedChannel channel = ServerAccess.plain(cluster.gatewayAddress());
    try {
      nevus = screened(channel, NEVUS);
      truncated = screened(channel, Path.of("samples/truncated.jpg"));
    } finally {
      channel.shutdownNow();
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void anAnswerIsTheSameOnItsReleaseAndNothingIsRecordedOfThat() throws Exception {
    Outcome outcome =
        process(
            "--request",
            nevus.getRequestId(),
            "--image",
            at("samples"),
            "--release",
            at(RELEASE.toString()),
            "--format",
            "json",
            "--directory",
            folder.resolve("audit").toString());

    assertThat(outcome.status()).as(outcome.err()).isZero();
    JsonObject json = JsonParser.parseString(outcome.out()).getAsJsonObject();
    assertThat(json.get("record").getAsString()).isEqualTo("g:1");
    assertThat(json.get("file").getAsString()).endsWith(NEVUS.toString());
    assertThat(json.get("same").getAsBoolean()).isTrue();
    assertThat(json.get("largest_difference").getAsDouble()).isZero();
    int scores = 0;
    for (JsonElement each : json.getAsJsonArray("fields")) {
      JsonObject field = each.getAsJsonObject();
      scores += field.get("field").getAsString().startsWith("score of ") ? 1 : 0;
      assertThat(field.get("same").getAsBoolean() || !field.get("counts").getAsBoolean()).isTrue();
    }
    assertThat(scores).isEqualTo(nevus.getClassConfidenceCount()).isPositive();
    assertThat(own.resolve("audit")).as("where that cluster would have recorded").doesNotExist();
  }

  @Test
  void aRejectedImageIsRejectedAgainByAServerThatHasTheRelease() throws Exception {
    String[] arguments = {
      "--sequence",
      "g:2",
      "--image",
      at("samples/truncated.jpg"),
      "--directory",
      folder.resolve("audit").toString()
    };

    assertThat(said(0, arguments, "--server", cluster.gatewayAddress()))
        .contains("request " + truncated.getRequestId())
        .containsPattern("outcome +REJECTED +REJECTED +yes")
        .containsPattern("code +TRUNCATED_IMAGE +TRUNCATED_IMAGE +yes")
        .contains("The answer is the same.");
  }

  @Test
  void anotherScoreIsADifferenceThatIsTold() throws Exception {
    Conclusion answer = Conclusions.of(nevus);
    List<Score> scores = new ArrayList<>(answer.scores());
    Score first = scores.getFirst();
    scores.set(0, new Score(first.idCode(), first.percent() + 0.5));
    store(record("Screen", conclusion(answer, answer.origin(), scores)));

    assertThat(said(1, forged(1), "--server", cluster.gatewayAddress()))
        .containsPattern("score of " + first.idCode() + " .+ NO\n")
        .containsPattern("The largest difference of a score is 0\\.[45]\\d* percentage points")
        .contains("The answer is NOT the same");
  }

  @Test
  void theSameAnswerInADamagedChainEndsWithoutSuccess() throws Exception {
    for (int i = 0; i < 3; i++) {
      store(record("Screen", Conclusions.of(nevus)));
    }
    alter(1);

    String said = said(1, forged(3), "--server", cluster.gatewayAddress(), "--format", "json");

    JsonObject json = JsonParser.parseString(said).getAsJsonObject();
    assertThat(json.get("same").getAsBoolean()).isTrue();
    assertThat(json.getAsJsonArray("findings").get(0).getAsString())
        .contains("f, record 1: was altered");
  }

  @Test
  void anAlteredRecordIsNotCompared() throws Exception {
    store(record("Screen", Conclusions.of(nevus)));
    alter(1);

    assertThat(said(1, forged(1)))
        .contains("f, record 1: was altered")
        .contains("the record is not as it was written");
  }

  @Test
  void anotherImageIsRefusedByTheDigestsOfBoth() throws Exception {
    store(record("Screen", Conclusions.of(nevus)));
    Path other = Repository.root().resolve("samples/melanoma-01.jpg");
    String[] arguments = forged(1);

    arguments[3] = other.toString();
    assertThat(said(2, arguments))
        .contains("is another image: its SHA-256 is " + digest(other))
        .contains("that of the record is " + digest(Repository.root().resolve(NEVUS)));
    arguments[3] = at(RELEASE.toString());
    assertThat(said(2, arguments)).contains("None of the ").contains(" is the image of the");
  }

  @Test
  void anotherReleaseIsRefusedByName() throws Exception {
    Conclusion answer = Conclusions.of(nevus);
    Origin origin = answer.origin();
    String gone = "demonstration-0123456789abcdef";
    Origin before = new Origin(origin.profile(), gone, "", origin.node(), origin.engine());
    store(record("Screen", conclusion(answer, before, answer.scores())));

    assertThat(said(2, forged(1), "--release", at(RELEASE.toString())))
        .contains("holds the release " + origin.release() + ", the record names " + gone);
    assertThat(said(2, forged(1), "--store", own.toString())).contains("has no release " + gone);
    assertThat(said(2, forged(1), "--server", cluster.gatewayAddress()))
        .contains("answers from the release " + origin.release() + ", the record names " + gone);
  }

  @Test
  void whatNoRecordHoldsIsNotRunAgain() throws Exception {
    Origin origin = Conclusions.of(nevus).origin();
    store(record("Ask", Conclusion.answered(origin)));
    store(record("Screen", Conclusion.failed("OVERLOADED", origin)));

    assertThat(said(2, forged(1))).contains("no record holds the question and its answer");
    assertThat(said(2, forged(2))).contains("The request failed (OVERLOADED)");
    assertThat(said(2, forged(3))).contains("There is no record f:3");
    String[] byRequest = forged(1);
    byRequest[0] = "--request";
    byRequest[1] = "again";
    assertThat(said(2, byRequest)).contains("choose with --sequence f:1, f:2");
  }

  private static Report screened(ManagedChannel channel, Path sample) throws IOException {
    byte[] image = Files.readAllBytes(Repository.root().resolve(sample));
    return ScreeningServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .screen(ScreenRequest.newBuilder().setImage(ByteString.copyFrom(image)).build())
        .getReport();
  }

  private static String at(String path) {
    return Repository.root().resolve(path).toString();
  }

  private static String digest(Path file) throws IOException {
    return Sha256.hex(file);
  }

  private static ImageRecord record(String method, Conclusion conclusion) throws IOException {
    Path file = Repository.root().resolve(NEVUS);
    return new ImageRecord(
        Instant.parse("2026-11-21T12:00:00Z"),
        "again",
        "local",
        method,
        digest(file),
        Files.size(file),
        conclusion);
  }

  private static Conclusion conclusion(Conclusion answer, Origin origin, List<Score> scores) {
    return new Conclusion(
        answer.outcome(), answer.code(), origin, answer.label(), answer.modelLabel(), scores);
  }

  /** Adds a record to a chain of the test's own. */
  private void store(ImageRecord record) throws Exception {
    try (AuditStore store = new StoreConfig(own.resolve("forged"), "", "", "").open("f")) {
      ChainHead head = store.head();
      store.append(head, List.of(Link.image(head, record)));
    }
  }

  private void alter(int sequence) throws Exception {
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + own.resolve("forged/f.db"));
        Statement statement = database.createStatement()) {
      assertThat(
              statement.executeUpdate(
                  "UPDATE audit_record SET record = REPLACE(record, 'ANSWERED', 'ABSTAINED')"
                      + " WHERE sequence = "
                      + sequence))
          .isEqualTo(1);
    }
  }

  private String[] forged(int sequence) {
    return new String[] {
      "--sequence",
      "f:" + sequence,
      "--image",
      at(NEVUS.toString()),
      "--directory",
      own.resolve("forged").toString()
    };
  }

  private static String[] arguments(String[] first, String... more) {
    List<String> all = new ArrayList<>(List.of("audit", "rerun"));
    all.addAll(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private Outcome process(String... arguments) throws IOException, InterruptedException {
    return CommandProcess.run(own, arguments(arguments));
  }

  /** Within this process, because no cluster is started: what it says. */
  private static String said(int status, String[] first, String... more) {
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said, true);
    int ended =
        Dermstream.commandLine().setOut(writer).setErr(writer).execute(arguments(first, more));
    assertThat(ended).as(said.toString()).isEqualTo(status);
    return said.toString();
  }
}
