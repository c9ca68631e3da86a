package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import dev.dermstream.audit.chain.Sha256;
import dev.dermstream.audit.store.PostgresServer;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways in processes of their own that record in one real PostgreSQL server. */
class AuditClusterIT {
  private static final int CALLERS = 4;
  private static final int IMAGES_EACH = 10;

  @TempDir Path folder;
  private PostgresServer database;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private ServerProcesses servers;
  private Process first;
  private String all;
  private String second;

  @BeforeEach
  void serve() throws Exception {
    assumeTrue(
        PostgresServer.installed().isPresent(),
        "left out: PostgreSQL's initdb and postgres are not installed");
    database = PostgresServer.start(PostgresServer.installed().orElseThrow());
    servers = new ServerProcesses(folder);
    first = servers.launch("all", "all", configuration("chain = first"));
    all = servers.announced(first, "all", "gateway");
    second = startSecond("second", "chain = second");
  }

  @AfterEach
  void stop() throws IOException {
    channels.forEach(ManagedChannel::shutdownNow);
    if (servers != null) {
      servers.close();
    }
    if (database != null) {
      database.close();
    }
  }

  @Test
  void twoGatewaysWriteAtOnceAndWhatIsChangedAfterwardsShows() throws Exception {
    screenAtBoth();

    CommandProcess.Outcome whole = verify();
    assertThat(whole.out() + whole.err())
        .contains("%d records in 2 chains, 0 anchors: all as written".formatted(2 * each()));
    assertThat(whole.status()).isZero();
    CommandProcess.Outcome exported =
        command("audit", "export", "--config", config(), "--chain", "second");
    List<String> lines = exported.out().lines().toList();
    assertThat(lines).hasSize(each());
    for (int i = 1; i < lines.size(); i++) {
      JsonObject record = JsonParser.parseString(lines.get(i)).getAsJsonObject();
      assertThat(record.get("previous").getAsString()).isEqualTo(Sha256.of(lines.get(i - 1)));
      assertThat(record.get("outcome").getAsString()).isEqualTo("ANSWERED");
    }
    assertThat(lines.stream().map(AuditClusterIT::request).collect(Collectors.toSet()))
        .as("no image has two records")
        .hasSize(each());

    execute(
        "UPDATE audit_record SET record = REPLACE(record, 'ANSWERED', 'REJECTED')"
            + " WHERE chain = 'first' AND sequence = 3");
    execute("DELETE FROM audit_record WHERE chain = 'second' AND sequence = 5");

    CommandProcess.Outcome changed = verify();
    assertThat(changed.status()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(changed.out())
        .contains("first, record 3: was altered", "second, record 5: is missing");
  }

  @Test
  void whileTheDatabaseIsAwayNothingIsAnsweredAndAfterwardsTheChainsGoOn() throws Exception {
    screenAtBoth();
    long before = records();

    database.kill();

    for (String gateway : List.of(all, second)) {
      // The first image finds out; from then on callers are sent elsewhere.
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> screen(gateway))
          .satisfies(refused -> {
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(StatusMapping.toError(refused, "").getCode()).isEqualTo("AUDIT_UNAVAILABLE");
            assertThat(StatusMapping.toError(refused, "").getRetryable()).isTrue();
          });
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> health(gateway) == ServingStatus.NOT_SERVING);
    }

    database.startAgain();

    for (String gateway : List.of(all, second)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> health(gateway) == ServingStatus.SERVING);
      screen(gateway);
    }
    assertThat(records()).isEqualTo(before + 2);
    assertThat(verify().out()).contains("in 2 chains, 0 anchors: all as written");
  }

  @Test
  void whatIsOlderThanKeptIsRemovedAndTheRestStaysVerifiable() throws Exception {
    screenAtBoth();
    servers.all().getLast().destroy();
    assertThat(servers.all().getLast().waitFor(60, TimeUnit.SECONDS)).isTrue();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> count("at_millis < " + (System.currentTimeMillis() - 1_500)) == 2L * each());

    second = startSecond("third", "chain = second, keep = 1s");

    await().atMost(Duration.ofSeconds(60)).until(() -> count("chain = 'second'") == 1);
    assertThat(count("chain = 'first'")).as("its gateway lives and keeps it").isEqualTo(each());
    screen(second);
    assertThat(count("chain = 'second'")).isEqualTo(2);
    CommandProcess.Outcome verified = verify();
    assertThat(verified.out()).contains("all as written");
    assertThat(verified.status()).isZero();
  }

  @Test
  void twoGatewaysOfOneChainAreNotBothServing() throws Exception {
    String twin = startSecond("twin", "chain = second");

    assertThat(health(twin)).isEqualTo(ServingStatus.NOT_SERVING);
    assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> screen(twin));
    screen(second);
    assertThat(verify().out()).contains("all as written");
  }

  private void screenAtBoth() throws Exception {
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        for (String gateway : List.of(all, second)) {
          running.add(CompletableFuture.runAsync(() -> screenSome(gateway), callers));
        }
      }
      CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).get(120, TimeUnit.SECONDS);
    }
  }

  private void screenSome(String gateway) {
    for (int i = 0; i < IMAGES_EACH; i++) {
      screen(gateway);
    }
  }

  private static int each() {
    return CALLERS * IMAGES_EACH;
  }

  private void screen(String gateway) {
    byte[] image = TestImages.jpeg(60, 40, BufferedImage.TYPE_3BYTE_BGR);
    assertThat(
            ScreeningServiceGrpc.newBlockingStub(channel(gateway))
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .screen(ScreenRequest.newBuilder().setImage(ByteString.copyFrom(image)).build())
                .hasReport())
        .isTrue();
  }

  private ServingStatus health(String gateway) {
    return HealthGrpc.newBlockingStub(channel(gateway))
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  private synchronized ManagedChannel channel(String gateway) {
    return channels.stream()
        .filter(each -> each.authority().equals(gateway))
        .findAny()
        .orElseGet(() -> {
          ManagedChannel opened = NettyChannelBuilder.forTarget(gateway).usePlaintext().build();
          channels.add(opened);
          return opened;
        });
  }

  private static String request(String line) {
    return JsonParser.parseString(line).getAsJsonObject().get("request").getAsString();
  }

  private long records() throws Exception {
    return count("TRUE");
  }

  private long count(String where) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM audit_record WHERE " + where)) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isEqualTo(1);
    }
  }

  private String config() {
    return folder.resolve("all/own.conf").toString();
  }

  private CommandProcess.Outcome verify() throws Exception {
    return command("audit", "verify", "--config", config());
  }

  private CommandProcess.Outcome command(String... arguments) throws Exception {
    return CommandProcess.run(Files.createDirectories(folder.resolve("tool")), arguments);
  }

  private String configuration(String audit) {
    return """
    dermstream.index.port = 0
    dermstream.node.port = 0
    dermstream.gateway {
      port = 0, metrics.port = 0, upstream.probe-interval = 100ms
      audit { %s, retry-interval = 100ms, postgresql { url = "%s", user = dermstream } }
    }
    """
        .formatted(audit, database.url());
  }

  /** A gateway alone, in front of the node and index of the first process. */
  private String startSecond(String name, String audit) throws IOException {
    return servers.start(
        "gateway",
        name,
        configuration(audit)
            + "dermstream.gateway { node.address = \"%s\", index.address = \"%s\" }\n"
                .formatted(
                    servers.announced(first, "all", "node"),
                    servers.announced(first, "all", "index")));
  }
}
