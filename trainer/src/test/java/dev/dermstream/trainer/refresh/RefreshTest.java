package dev.dermstream.trainer.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.index.calibration.Calibration;
import dev.dermstream.index.dbscan.Dbscan;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.search.ImageAttributes;
import dev.dermstream.index.server.IndexReleaseCheck;
import dev.dermstream.index.snapshot.ClusterIndex;
import dev.dermstream.index.snapshot.IndexBuilder;
import dev.dermstream.index.snapshot.TrainingSet;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.release.ReleaseCheck;
import dev.dermstream.platform.release.ReleaseStore;
import dev.dermstream.platform.release.TrustedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefreshTest {
  @TempDir Path folder;
  private ReleaseStore store;
  private String live;
  private final List<String> annotations = new ArrayList<>();

  @BeforeEach
  void makeAClusterOfNevusAndOneOfMilia() throws IOException {
    begin("", false);
  }

  private void begin(String rule, boolean calibrated) throws IOException {
    store = new ReleaseStore(Files.createTempDirectory(folder, "store"), TrustedKeys.NONE);
    live = AngleRelease.publish(store, folder, rule, calibrated);
  }

  @Test
  void aNewClassIsLearnedAndBecomesLive() throws IOException {
    for (int i = 0; i < 30; i++) {
      annotate("new-" + i, i % 2 == 0 ? "Melanoma" : "흑색종", 180 + i % 5);
    }

    Refresh.Outcome outcome = refresh().run(data(), "", true);

    assertThat(outcome.objection()).isEmpty();
    assertThat(outcome.learned() + outcome.heldOut()).isEqualTo(30);
    assertThat(outcome.heldOut()).isPositive();
    assertThat(store.live().orElseThrow().release()).isEqualTo(outcome.releaseId());
    assertThat(store.find(outcome.releaseId()).parent()).isEqualTo(live);
    Release refreshed = store.load(outcome.releaseId());
    Path directory = refreshed.profile("").orElseThrow().indexDirectory();
    try (ClusterIndex index = ClusterIndex.open(directory)) {
      TrainingSet learned = index.trainingSet();
      assertThat(learned.identifiers()).hasSize(8 + outcome.learned()).startsWith("old-0", "old-1");
      assertThat(learned.vectors().row(0)).containsExactly(onCircle(0));
      assertThat(learned.attributes().getFirst()).isEqualTo(AngleRelease.ATTRIBUTES);
      assertThat(index.classify(onCircle(182), 0.1, 1, 1).clusters().getFirst().idCode())
          .isEqualTo(2);
    }
    JsonObject figures =
        JsonParser.parseString(store.metrics(outcome.releaseId()).orElseThrow())
            .getAsJsonObject()
            .getAsJsonObject("refresh");
    assertThat(figures.getAsJsonObject("before").get("top1_accuracy").getAsDouble()).isZero();
    assertThat(figures.getAsJsonObject("after").get("top1_accuracy").getAsDouble()).isEqualTo(1);
  }

  @Test
  void whatMakesAGuardedFigureFallStaysACandidateWithTheReason() throws IOException {
    // Learned as Milia in the middle of the nevi, which then outnumber them.
    for (int i = 0; i < 40; i++) {
      String identifier = "new-" + i;
      boolean heldOut =
          new ConfirmedImage(identifier, 0, ImageAttributes.UNKNOWN, folder).isHeldOut();
      annotate(identifier, heldOut ? "Nevus" : "Milia", i % 4);
    }

    Refresh.Outcome outcome = refresh().run(data(), "", true);

    assertThat(outcome.objection().orElseThrow()).contains("top1_accuracy fell from 1.0000 to 0.0");
    assertThat(store.live().orElseThrow().release()).isEqualTo(live);
    assertThat(store.ids()).contains(outcome.releaseId());
    assertThat(store.metrics(outcome.releaseId()).orElseThrow()).contains("candidate: ");
  }

  @Test
  void theProfilesRuleDecides() throws IOException {
    begin(", \"promotion\": {\"least_held_out\": 1000}", false);
    for (int i = 0; i < 30; i++) {
      annotate("new-" + i, "Melanoma", 180 + i % 5);
    }
    assertThat(refresh().run(data(), "", true).objection().orElseThrow())
        .contains("of 1000 at least");

    begin(", \"promotion\": {\"guarded\": {\"nothing\": 0}}", false);
    assertThatIOException()
        .isThrownBy(() -> refresh().run(data(), "", true))
        .withMessageContaining("promotion.guarded");
  }

  @Test
  void everyProblemOfTheAnnotationsIsSaidAndNothingIsPublished() throws IOException {
    annotate("one", "Nevus", 1);
    annotate("one", "Freckle", 2);
    annotations.add("{\"identifier\": \"two\"}");
    annotations.add(
        """
        {"identifier": "three", "diagnosis_info": {"diagnosis_name": "nevus"},
         "photograph": "../elsewhere.jpg"}
        """);

    assertThatIOException()
        .isThrownBy(() -> refresh().run(data(), "", true))
        .withMessageContainingAll(
            "the label set has no Freckle",
            "annotation 2 repeats one",
            "annotation 3 needs",
            "annotation 4: no file ../elsewhere.jpg in the folder");
    assertThat(store.ids()).containsExactly(live);
  }

  @Test
  void anImageThatIsLearnedAlreadyOrAnotherReleaseRefusesTheWhole() throws IOException {
    annotate("old-3", "Nevus", 1);
    annotate("old-4", "Nevus", 1);
    assertThatIOException()
        .isThrownBy(() -> refresh().run(data(), "", true))
        .withMessageContaining("have the same identifier old-");
    Refresh stale =
        new Refresh(
            store,
            (image, profile) -> new ImageEmbedder.Embedded("trial-other", onCircle(1)),
            ReleaseCheck.NONE,
            Optional.empty(),
            Optional.empty());
    assertThatIOException()
        .isThrownBy(() -> stale.run(data(), "", true))
        .withMessageContaining("was embedded by trial-other");
    assertThat(store.ids()).containsExactly(live);
  }

  @Test
  void theIndexGrowsToWhatItWouldBeFromScratchToTheLastBit() throws IOException {
    for (int i = 0; i < 12; i++) {
      annotate("new-" + i, "Milia", 98 + i);
    }

    Refresh.Outcome outcome = refresh().run(data(), "", false);

    Path grown = store.load(outcome.releaseId()).profile("").orElseThrow().indexDirectory();
    Path scratch = folder.resolve("scratch");
    try (ClusterIndex index = ClusterIndex.open(grown)) {
      new IndexBuilder(new Dbscan(0.01, 2), Parallelism.sequential())
          .build(index.trainingSet(), scratch);
    }
    for (String file : List.of("clusters.safetensors", "growth.safetensors", "index.json")) {
      assertThat(grown.resolve(file)).hasSameBinaryContentAs(scratch.resolve(file));
    }
  }

  @Test
  void aCalibratedIndexIsFollowedByOneThatIsCalibratedAnew() throws IOException {
    begin("", true);
    annotateThirtyOfEach();

    Refresh.Outcome outcome = refresh().run(data(), "", true);

    assertThat(outcome.objection()).isEmpty();
    Path directory = store.load(outcome.releaseId()).profile("").orElseThrow().indexDirectory();
    try (ClusterIndex index = ClusterIndex.open(directory)) {
      Calibration calibration = index.calibration().orElseThrow();
      assertThat(calibration.heldOutCount()).isEqualTo(outcome.heldOut());
      assertThat(calibration.sets().coverage()).isEqualTo(0.5);
      assertThat(calibration.distance().neighbor()).isEqualTo(2);
    }
    assertThat(store.metrics(outcome.releaseId()).orElseThrow()).contains("ece_after");
  }

  @Test
  void aClassWithoutAHeldOutImageCannotBeCalibratedUnlessAFileHasIt() throws IOException {
    begin("", true);
    for (int i = 0; i < 12; i++) {
      annotate("new-" + i, "Nevus", 4 + i);
    }
    assertThatIOException()
        .isThrownBy(() -> refresh().run(data(), "", true))
        .withMessageContainingAll("class 1 of the index has no held-out", "--held-out");
    assertThat(store.ids()).containsExactly(live);

    Path heldOut = AngleRelease.heldOut(folder.resolve("h.safetensors"), new int[] {1, 1}, 93, 96);
    Refresh.Outcome outcome = refresh(Optional.of(heldOut)).run(data(), "", true);

    Path directory = store.load(outcome.releaseId()).profile("").orElseThrow().indexDirectory();
    try (ClusterIndex index = ClusterIndex.open(directory)) {
      assertThat(index.calibration().orElseThrow().heldOutCount()).isEqualTo(outcome.heldOut() + 2);
    }
  }

  private void annotateThirtyOfEach() throws IOException {
    for (int i = 0; i < 30; i++) {
      annotate("nevus-" + i, "Nevus", i);
      annotate("milia-" + i, "Milia", 94 + i);
    }
  }

  private Refresh refresh() {
    return refresh(Optional.empty());
  }

  private Refresh refresh(Optional<Path> heldOut) {
    return new Refresh(
        store, AngleRelease.embedder(live), new IndexReleaseCheck(), Optional.empty(), heldOut);
  }

  private void annotate(String identifier, String diagnosis, int degrees) throws IOException {
    annotations.add(
        AngleRelease.annotation(folder.resolve("data"), identifier, diagnosis, degrees));
  }

  private Path data() throws IOException {
    return AngleRelease.annotate(folder.resolve("data"), annotations);
  }

  private static float[] onCircle(int degrees) {
    return AngleRelease.onCircle(degrees).row(0);
  }
}
