package dev.dermstream.loadtest.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.gatling.app.Gatling$;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of Gatling in this process, against a server in it. */
class RunTest {
  @TempDir Path results;

  @AfterEach
  void forget() {
    Parameter.keys().forEach(System::clearProperty);
  }

  @Test
  void smokeCallsEveryMethodAndEndsWell() throws Exception {
    try (StubGateway gateway = new StubGateway()) {
      assertThat(run(gateway, "Smoke", "rate=8", "dicom=50")).isZero();

      assertThat(gateway.dicomObjects.get()).isPositive();
    }
    JsonObject latencies = latencies();
    assertThat(latencies.get("simulation").getAsString()).isEqualTo("smoke");
    List<String> names =
        requests(latencies).map(request -> request.get("name").getAsString()).toList();
    assertThat(names)
        .containsExactly(
            "Ask",
            "Ask (first message)",
            "Embed",
            "Rank",
            "Screen ROUTINE",
            "Screen STAT",
            "ScreenStream",
            "ScreenStream (first message)");
    assertThat(requests(latencies))
        .allSatisfy(request -> {
          assertThat(request.get("answered").getAsLong()).isPositive();
          assertThat(request.get("failed").getAsLong()).isZero();
          JsonObject fromDue = request.getAsJsonObject("from_due");
          assertThat(fromDue.get("p99.9").getAsLong())
              .isBetween(1L, fromDue.get("max").getAsLong());
        });
  }

  @Test
  void aRunWhoseAssertionFailsEndsWithAnotherStatusAndNamesTheCode() throws Exception {
    try (StubGateway gateway = new StubGateway()) {
      gateway.refusing = true;
      assertThat(run(gateway, "pacs-burst", "rate=20")).isEqualTo(2);
    }
    JsonObject urgent =
        requests(latencies())
            .filter(request -> request.get("name").getAsString().equals("Screen ROUTINE"))
            .findFirst()
            .orElseThrow();
    assertThat(urgent.getAsJsonObject("errors").keySet()).containsExactly("RESOURCE_EXHAUSTED");
    try (Stream<Path> files = Files.walk(results)) {
      Path log = files.filter(file -> file.endsWith("simulation.log")).findFirst().orElseThrow();
      assertThat(Files.readString(log, java.nio.charset.StandardCharsets.ISO_8859_1))
          .contains("RESOURCE_EXHAUSTED")
          .doesNotContain("Come back");
    }
  }

  private int run(StubGateway gateway, String simulation, String... more) {
    List<String> words =
        Stream.concat(
                Stream.of(
                    simulation,
                    "address=" + gateway.address(),
                    "duration=2s",
                    "warm-up=1s",
                    "images=2",
                    "results=" + results),
                Stream.of(more))
            .toList();
    List<String> arguments =
        Stream.concat(
                GatlingMain.understand(words.toArray(String[]::new)).stream(), Stream.of("-nr"))
            .toList();
    return Gatling$.MODULE$.fromArgs(arguments.toArray(String[]::new));
  }

  private JsonObject latencies() throws IOException {
    try (Stream<Path> files = Files.walk(results)) {
      Path file = files.filter(each -> each.endsWith("latencies.json")).findFirst().orElseThrow();
      // Beside what Gatling writes.
      assertThat(file.resolveSibling("simulation.log")).exists();
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }
  }

  private static Stream<JsonObject> requests(JsonObject run) {
    JsonArray requests = run.getAsJsonArray("requests");
    return StreamSupport.stream(requests.spliterator(), false).map(JsonElement::getAsJsonObject);
  }
}
