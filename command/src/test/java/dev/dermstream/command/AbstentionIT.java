package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.index.calibration.CalibrationSettings;
import dev.dermstream.index.snapshot.Calibrator;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.platform.release.Release;
import dev.dermstream.trainer.lesion.LesionDataset;
import dev.dermstream.trainer.lesion.Outsider;
import dev.dermstream.v1.AbstentionReason;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way: pictures embedded, index calibrated, release sealed and served, images judged. */
class AbstentionIT {
  private static final int PICTURES = 150;
  private static final int KNOWN = 5;
  private static final LesionDataset LESIONS = new LesionDataset(3);

  /** Indices of pictures that the tests look at; calibration has those before. */
  private static final long HELD_OUT = 15_000;

  @TempDir Path folder;

  @Test
  void aPictureOfNothingKnownIsNotAnsweredAndALesionIs() throws Exception {
    Path release = folder.resolve("release");
    copy(Repository.root().resolve("releases/demonstration"), release);
    Path profile = release.resolve("profiles/tumour15");
    Files.deleteIfExists(profile.resolve("index/calibration.json"));
    calibrate(profile.resolve("index"));
    Path description = profile.resolve("profile.json");
    Files.writeString(
        description,
        Files.readString(description)
            .replaceFirst("\\{", "{\"abstain\": {\"out_of_distribution\": true},"));
    Release.seal(release, "cautious", "not for clinical use", "tumour15");

    try (RunningCluster cluster =
        new RunningCluster(
            ConfigFactory.parseMap(Map.of("dermstream.release", release.toString())))) {
      Report stranger = screen(cluster, Outsider.TEXTURE.jpeg(1, 0));
      assertThat(stranger.getDisposition()).isEqualTo(Disposition.DISPOSITION_ABSTAINED);
      assertThat(stranger.getAbstentionReasonsList())
          .containsExactly(AbstentionReason.ABSTENTION_REASON_OUT_OF_DISTRIBUTION);
      assertThat(stranger.getAbstention()).contains("unlike the training images");
      assertThat(stranger.hasLabel()).isTrue();
      assertThat(stranger.getClassConfidenceCount()).isPositive();
      assertThat(metrics(cluster))
          .contains(
              "dermstream_gateway_answers_total{disposition=\"ABSTAINED\",profile=\"tumour15\"} 1.0",
              "dermstream_gateway_abstention_reasons_total"
                  + "{profile=\"tumour15\",reason=\"OUT_OF_DISTRIBUTION\"} 1.0");

      List<Report> known = new ArrayList<>();
      for (int number = 0; number < KNOWN; number++) {
        known.add(screen(cluster, LESIONS.jpeg(HELD_OUT + number)));
      }
      assertThat(known)
          .filteredOn(report -> report.getDisposition() == Disposition.DISPOSITION_ANSWERED)
          .hasSizeGreaterThanOrEqualTo(KNOWN - 1);
      assertThat(known)
          .allSatisfy(report -> {
            assertThat(report.getProvenance().getReleaseId()).startsWith("cautious-");
            assertThat(report.getCalibrated().getPredictionSet().getCoveragePercent())
                .isEqualTo(90);
          });
    }
  }

  /** On what the unchanged release makes of pictures that it never saw. */
  private static void calibrate(Path index) throws IOException {
    try (RunningCluster cluster = new RunningCluster()) {
      List<Float> values = new ArrayList<>();
      for (int number = 0; number < PICTURES; number++) {
        byte[] picture = LESIONS.jpeg(number);
        values.addAll(
            cluster
                .stub()
                .embed(EmbedRequest.newBuilder().setImage(ByteString.copyFrom(picture)).build())
                .getEmbeddingList());
      }
      float[] embeddings = new float[values.size()];
      for (int i = 0; i < embeddings.length; i++) {
        embeddings[i] = values.get(i);
      }
      int[] classOf =
          IntStream.range(0, PICTURES).map(number -> LesionDataset.idCode(number)).toArray();
      new Calibrator(new CalibrationSettings(0.9, 10, 0.95, 0.065))
          .calibrate(index, UnitVectors.of(embeddings, embeddings.length / PICTURES), classOf);
    }
  }

  private static List<String> metrics(RunningCluster cluster) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI address = URI.create("http://127.0.0.1:%d/metrics".formatted(cluster.metricsPort()));
      return client
          .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofLines())
          .body()
          .toList();
    }
  }

  private static Report screen(RunningCluster cluster, byte[] picture) {
    return cluster
        .stub()
        .screen(ScreenRequest.newBuilder().setImage(ByteString.copyFrom(picture)).build())
        .getReport();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path each : files.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }
}
