package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.command.CommandProcess.Outcome;
import dev.dermstream.v1.Report;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code DERMSTREAM_ENGINE=PyTorch ./dermstream}: the trainer's eager model as the reference. */
class PyTorchIT {
  private static final String ENGINE = "-Ddermstream.node.engine.name=PyTorch";

  /**
   * Percentage points. Both compute in float32 and sum in another order, which comes to 5e-7 in a
   * cosine similarity and 7e-5 in a score on the repository's samples; ten times that and more.
   */
  private static final double SCORE_TOLERANCE = 0.001;

  private static final double SIMILARITY_TOLERANCE = 1e-5;

  @TempDir Path folder;

  @Test
  void screensAPictureAsOnnxRuntimeDoes() throws Exception {
    JsonObject reference = screen("PyTorch", List.of(ENGINE), pyTorch());
    JsonObject served = screen("OnnxRuntime", List.of(), List.of());

    assertThat(reference.get("engine").getAsString()).matches("PyTorch \\d+\\.\\d+\\.\\d+ cpu");
    assertThat(served.get("engine").getAsString()).matches("OnnxRuntime \\d+\\.\\d+\\.\\d+ cpu");
    assertThat(reference.get("release")).isEqualTo(served.get("release"));
    assertThat(reference.get("disposition").getAsString()).isEqualTo("ANSWERED");
    assertThat(label(reference)).isEqualTo(label(served));
    assertThat(reference.get("model_label")).isEqualTo(served.get("model_label"));
    assertThat(reference.get("summary")).isEqualTo(served.get("summary"));
    assertClose(reference, served, "confidence", SCORE_TOLERANCE);
    assertClose(reference, served, "similarity", SIMILARITY_TOLERANCE);
  }

  @Test
  void servesAPicture() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("own.conf"),
            """
            dermstream.index { port = 0, metrics.port = 0 }
            dermstream.node { port = 0, metrics.port = 0 }
            dermstream.gateway { port = 0, metrics.port = 0 }
            """);
    Process process =
        CommandProcess.start(
            folder,
            List.of(ENGINE, "-DDERMSTREAM_LOG=INFO"),
            pyTorch(),
            List.of("serve", "--config", config.toString()));
    try {
      ManagedChannel channel =
          NettyChannelBuilder.forTarget(gateway(process)).usePlaintext().build();
      try {
        Report report = Screening.answered(channel, Files.readAllBytes(Repository.sample("nevus")));
        assertThat(report.getLabel().getNameEnglish()).isEqualTo("Melanocytic Nevus");
        assertThat(report.getProvenance().getEngine()).startsWith("PyTorch ");
      } finally {
        channel.shutdownNow();
      }
      assertThat(Files.readString(folder.resolve("err.txt"))).contains("runs on PyTorch");
    } finally {
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("drained").isTrue();
    }
  }

  @Test
  void saysWhatIsMissingWherePyTorchIsNotOnTheClassPath() throws Exception {
    Process process =
        CommandProcess.start(
            folder,
            List.of(ENGINE),
            List.of(),
            List.of("screen", Repository.sample("nevus").toString()));

    Outcome outcome = CommandProcess.outcome(folder, process);

    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .contains(
            "PyTorch is not on the class path of this process;"
                + " DERMSTREAM_ENGINE=PyTorch ./dermstream puts it there")
        .doesNotContain("\tat ");
  }

  private JsonObject screen(String name, List<String> options, List<Path> added)
      throws IOException, InterruptedException {
    Path own = Files.createDirectories(folder.resolve(name));
    Process process =
        CommandProcess.start(
            own,
            options,
            added,
            List.of("screen", Repository.sample("nevus").toString(), "--format", "json"));
    Outcome outcome = CommandProcess.outcome(own, process);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    return JsonParser.parseString(outcome.out()).getAsJsonObject();
  }

  private static int label(JsonObject report) {
    return report.getAsJsonObject("label").get("id_code").getAsInt();
  }

  private static void assertClose(
      JsonObject reference, JsonObject served, String figure, double tolerance) {
    Map<Integer, Double> expected = byClass(served, figure);
    Map<Integer, Double> actual = byClass(reference, figure);
    assertThat(actual).hasSameSizeAs(expected).isNotEmpty();
    expected.forEach((id, value) ->
        assertThat(actual.get(id))
            .as("%s of class %d", figure, id)
            .isCloseTo(value, within(tolerance)));
  }

  private static Map<Integer, Double> byClass(JsonObject report, String figure) {
    Map<Integer, Double> figures = new HashMap<>();
    for (JsonElement each : report.getAsJsonArray("class_confidence")) {
      JsonObject one = each.getAsJsonObject();
      figures.put(one.get("id_code").getAsInt(), one.get(figure).getAsDouble());
    }
    return figures;
  }

  private String gateway(Process process) {
    Pattern line = Pattern.compile("^gateway +(\\S+:\\d+)$", Pattern.MULTILINE);
    return await()
        .atMost(Duration.ofMinutes(2))
        .failFast(() ->
            assertThat(process.isAlive()).as(Files.readString(folder.resolve("err.txt"))).isTrue())
        .until(
            () -> {
              Matcher matcher = line.matcher(Files.readString(folder.resolve("out.txt")));
              return matcher.find() ? matcher.group(1) : null;
            },
            address -> address != null);
  }

  /** What {@code ./dermstream} adds to the class path for this engine. */
  private static List<Path> pyTorch() throws IOException {
    try (Stream<Path> jars = Files.list(Path.of("target", "dist", "lib-train"))) {
      List<Path> found = jars.map(Path::toAbsolutePath).toList();
      assertThat(found).isNotEmpty();
      return found;
    }
  }
}
