package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.command.CommandProcess.Outcome;
import dev.dermstream.index.snapshot.ClusterIndex;
import dev.dermstream.index.snapshot.TrainingSet;
import dev.dermstream.platform.release.ReleaseCheck;
import dev.dermstream.platform.release.ReleaseDraft;
import dev.dermstream.platform.release.ReleaseStore;
import dev.dermstream.platform.release.TrustedKeys;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.v1.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dermstream refresh} against a cluster that follows the store. */
class RefreshIT {
  private static final Map<String, String> SAMPLES =
      Map.of(
          "nevus-01.jpg", "Melanocytic Nevus",
          "melanoma-01.jpg", "Malignant Melanoma",
          "milia-01.png", "Milia",
          "hemangioma-01.jpg", "Hemangioma",
          "dermatofibroma-01.jpg", "피부섬유종",
          "basal-cell-carcinoma-01.jpg", "기저세포암",
          "actinic-keratosis-01.jpg", "Actinic Keratosis");

  @TempDir Path folder;

  @Test
  void newImagesAreAmongTheNearestOfTheClusterThatGoesOverToThem() throws Exception {
    Path samples = Repository.root().resolve("samples");
    ReleaseStore store = new ReleaseStore(folder.resolve("store"), TrustedKeys.NONE);
    String first =
        store
            .build(
                ReleaseDraft.of(Repository.root().resolve("releases/demonstration")),
                ReleaseCheck.NONE)
            .id();
    store.activate(first, ReleaseCheck.NONE, false, "");
    Path data = Files.createDirectories(folder.resolve("data"));
    for (String sample : SAMPLES.keySet()) {
      Files.copy(samples.resolve(sample), data.resolve(sample));
    }
    Files.writeString(data.resolve("annotations.json"), annotations());
    Path heldOut =
        heldOut(Repository.root().resolve("releases/demonstration/profiles/tumour15/index"));
    try (RunningCluster cluster =
        new RunningCluster(
            ConfigFactory.parseMap(
                Map.of(
                    "dermstream.releases.store",
                    store.directory().toString(),
                    "dermstream.releases.watch-interval",
                    "100ms")))) {
      Outcome outcome =
          CommandProcess.run(
              folder,
              "refresh",
              "--new",
              data.toString(),
              "--store",
              store.directory().toString(),
              "--server",
              cluster.address(),
              "--held-out",
              heldOut.toString(),
              "--candidate");

      assertThat(outcome.out()).as(outcome.err()).contains("images learned");
      List<String> published = store.ids().stream().filter(id -> !id.equals(first)).toList();
      assertThat(published).hasSize(1);
      assertThat(store.live().orElseThrow().release()).isEqualTo(first);
      store.activate(published.getFirst(), ReleaseCheck.NONE, false, "");
      byte[] image = Files.readAllBytes(samples.resolve("nevus-01.jpg"));
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() ->
              Screening.answered(cluster.channel(), image)
                  .getProvenance()
                  .getReleaseId()
                  .equals(published.getFirst()));
      Report report = Screening.answered(cluster.channel(), image);
      assertThat(report.getNearestNeighborsList())
          .anyMatch(each -> each.getIdentifier().equals("confirmed-nevus-01.jpg"));
      assertThat(report.hasCalibrated()).isTrue();
    }
  }

  /** Embeddings of every class: any will do to see that they are used. */
  private Path heldOut(Path index) throws IOException {
    try (ClusterIndex opened = ClusterIndex.open(index)) {
      TrainingSet images = opened.trainingSet();
      int[] classes = images.idCodes();
      Path file = folder.resolve("held-out.safetensors");
      Safetensors.write(
          file,
          Map.of(
              "embeddings",
              Tensor.ofFloats(
                  images.vectors().values(), classes.length, images.vectors().dimension()),
              "class_labels",
              Tensor.ofInts(classes, classes.length)));
      return file;
    }
  }

  private static String annotations() {
    return SAMPLES.entrySet().stream()
        .map(sample ->
            """
            {"identifier": "confirmed-%s", "diagnosis_info": {"diagnosis_name": "%s"},
             "photograph": "%s"}
            """
                .formatted(sample.getKey(), sample.getValue(), sample.getKey()))
        .collect(Collectors.joining(",", "{\"annotations\": [", "]}"));
  }
}
