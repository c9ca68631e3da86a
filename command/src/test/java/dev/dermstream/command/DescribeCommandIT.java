package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dermstream.command.CommandProcess.Outcome;
import dev.dermstream.trainer.dataset.ManifestFile;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.ReadRows;
import dev.dermstream.trainer.lesion.LesionDataset;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dermstream dataset describe} as processes, before a chat endpoint on the loopback. */
class DescribeCommandIT {
  private static final String TOKEN = "sk-secret-of-the-hospital";
  private static final int IMAGES = 6;
  private static final int CONCURRENCY = 2;

  @TempDir Path temporary;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<JsonObject> requests = new CopyOnWriteArrayList<>();

  /** How many answers may be given. */
  private final Semaphore answers = new Semaphore(0);

  /** The process that is answered; requests of one before it are not. */
  private final AtomicInteger process = new AtomicInteger();

  private HttpServer server;
  private Path manifest = Path.of("");

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
    manifest = temporary.toRealPath().resolve("m.jsonl");
    LesionDataset drawn = new LesionDataset(5, 120, 90);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < IMAGES; i++) {
      Files.write(manifest.resolveSibling(i + ".jpg"), drawn.jpeg(i));
      rows.append(
          "{\"identifier\":\"image-%d\",\"image\":\"%d.jpg\",\"class\":\"Milia\",\"patient\":\"P-77\"}%n"
              .formatted(i, i));
    }
    Files.writeString(manifest, rows);
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void textsAreComposedWithoutAModel() throws Exception {
    Files.writeString(
        manifest,
        Files.readString(manifest)
            + "{\"identifier\":\"other\",\"image\":\"o.jpg\",\"class\":\"Measles\"}\n");

    Outcome outcome = CommandProcess.run(temporary, describe("a.jsonl", "--offline"));

    assertThat(outcome.status()).as(outcome.err()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(outcome.out().lines())
        .containsExactly(
            manifest + ":7: the knowledge file has no class Measles",
            path("a.jsonl")
                + ": 7 rows, 12 descriptions and 36 questions written, 1 rows or languages without");
    List<ManifestRow> rows = ManifestFile.read(path("a.jsonl")).rows();
    assertThat(rows).hasSize(7);
    assertThat(rows.getFirst().questions())
        .hasSize(6)
        .allSatisfy(pair -> assertThat(pair.distractors()).hasSize(3));
  }

  @Test
  void aRunThatIsKilledGoesOnWhereItWasAndTheTokenIsSeenNowhere() throws Exception {
    Path token = Files.writeString(temporary.resolve("token"), TOKEN + "\n");
    List<String> arguments =
        List.of(
            describe(
                "d.jsonl",
                "--endpoint",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/v1",
                "--model",
                "seeing",
                "--images",
                temporary.toString(),
                "--token-file",
                token.toString(),
                "--languages",
                "en",
                "--concurrency",
                String.valueOf(CONCURRENCY),
                "--longest-side",
                "64",
                "--pause",
                "1",
                "--price-in",
                "1.5",
                "--price-out",
                "6"));
    answers.release(3);
    Process killed = CommandProcess.start(temporary, arguments);
    // Three answers are in the journal and the others are waited for.
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() ->
            Files.exists(journal())
                && Files.readAllLines(journal()).size() == 3
                && answers.getQueueLength() == CONCURRENCY);
    killed.destroyForcibly().waitFor();
    assertThat(path("d.jsonl")).doesNotExist();
    String seen = output();
    int before = requests.size();
    process.incrementAndGet();

    answers.release(IMAGES);
    Outcome outcome = CommandProcess.outcome(temporary, CommandProcess.start(temporary, arguments));

    assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("3 questions asked", "cost 0.0126", "6 descriptions and 18 questions written");
    assertThat(requests).hasSize(before + 3);
    ReadRows rows = ManifestFile.read(path("d.jsonl"));
    assertThat(rows.rows())
        .hasSize(IMAGES)
        .allSatisfy(row -> assertThat(row.descriptions()).containsOnlyKeys("en"));
    JsonObject summary =
        JsonParser.parseString(Files.readString(path("d.jsonl.summary.json"))).getAsJsonObject();
    assertThat(summary.get("tokensIn").getAsLong()).isEqualTo(IMAGES * 1000);
    assertThat(summary.get("cost").getAsString()).isEqualTo("0.0126");

    assertThat(requests)
        .allSatisfy(request -> {
          assertThat(request.toString()).doesNotContain("P-77", "image-0");
          assertThat(ImageIO.read(new ByteArrayInputStream(picture(request))).getWidth())
              .isEqualTo(64);
        });
    try (Stream<Path> files = Files.list(temporary)) {
      List<Path> written =
          new ArrayList<>(files.filter(file -> file.toString().contains("d.jsonl")).toList());
      assertThat(written).hasSize(3);
      for (Path file : written) {
        assertThat(Files.readString(file)).doesNotContain(TOKEN);
      }
    }
    assertThat(seen + output()).doesNotContain(TOKEN);
  }

  @Test
  void whatCannotBeMeantIsRefusedBeforeAnythingIsSent() throws Exception {
    Path token = Files.writeString(temporary.resolve("token"), "two words\n");
    Outcome outcome =
        CommandProcess.run(
            temporary,
            describe(
                "e.jsonl",
                "--endpoint",
                "http://127.0.0.1:1/v1",
                "--model",
                "m",
                "--images",
                temporary.toString(),
                "--token-file",
                token.toString()));

    assertThat(outcome.status()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(outcome.err()).contains("token is not one line").doesNotContain("two words");
  }

  private String[] describe(String out, String... more) {
    return Stream.concat(
            Stream.of(
                "dataset",
                "describe",
                "--manifest",
                manifest.toString(),
                "--out",
                path(out).toString()),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private Path path(String name) {
    return manifest.resolveSibling(name);
  }

  private Path journal() {
    return path("d.jsonl.journal");
  }

  private String output() throws IOException {
    return Files.readString(temporary.resolve("out.txt"))
        + Files.readString(temporary.resolve("err.txt"));
  }

  private static byte[] picture(JsonObject request) {
    String address =
        request
            .getAsJsonArray("messages")
            .get(3)
            .getAsJsonObject()
            .getAsJsonArray("content")
            .get(1)
            .getAsJsonObject()
            .getAsJsonObject("image_url")
            .get("url")
            .getAsString();
    return Base64.getDecoder().decode(address.substring("data:image/jpeg;base64,".length()));
  }

  /** Says what the example says, as often as it may. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonObject body =
          JsonParser.parseString(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
              .getAsJsonObject();
      boolean right =
          ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
      int asking = process.get();
      try {
        answers.acquire();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (asking != process.get()) {
        answers.release();
        return;
      }
      requests.add(body);
      JsonObject message = new JsonObject();
      message.add(
          "content", body.getAsJsonArray("messages").get(2).getAsJsonObject().get("content"));
      String completion =
          "{\"choices\":[{\"message\":%s,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100}}"
              .formatted(message);
      byte[] bytes = completion.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(right ? 200 : 401, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
