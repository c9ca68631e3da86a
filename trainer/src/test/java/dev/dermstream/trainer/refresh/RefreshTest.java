package dev.dermstream.trainer.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.index.dbscan.Dbscan;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.server.IndexReleaseCheck;
import dev.dermstream.index.snapshot.ClusterIndex;
import dev.dermstream.index.snapshot.IndexBuilder;
import dev.dermstream.index.snapshot.TrainingSet;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.release.ReleaseCheck;
import dev.dermstream.platform.release.ReleaseDraft;
import dev.dermstream.platform.release.ReleaseStore;
import dev.dermstream.platform.release.TrustedKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a plane: an image is a file that holds the angle of its embedding, in degrees. */
class RefreshTest {
  @TempDir Path folder;
  private ReleaseStore store;
  private String live;
  private final List<String> annotations = new ArrayList<>();

  @BeforeEach
  void makeAClusterOfNevusAndOneOfMilia() throws IOException {
    begin("");
  }

  private void begin(String rule) throws IOException {
    store = new ReleaseStore(Files.createTempDirectory(folder, "store"), TrustedKeys.NONE);
    Path draft = Files.createTempDirectory(folder, "draft");
    Path profile = Files.createDirectories(draft.resolve("profiles/skin"));
    Files.writeString(profile.resolve("profile.json"), profile(rule));
    float[] values = new float[16];
    for (int i = 0; i < 8; i++) {
      float[] vector = onCircle(i < 4 ? i : 90 + i);
      values[2 * i] = vector[0];
      values[2 * i + 1] = vector[1];
    }
    new IndexBuilder(new Dbscan(0.01, 2), Parallelism.sequential())
        .build(
            new TrainingSet(
                UnitVectors.of(values, 2),
                new int[] {0, 0, 0, 0, 1, 1, 1, 1},
                IntStream.range(0, 8).mapToObj(i -> "old-" + i).toList(),
                3),
            profile.resolve("index"));
    Release.seal(draft, "trial", "", "skin");
    live = store.build(ReleaseDraft.of(draft), new IndexReleaseCheck()).id();
    store.activate(live, ReleaseCheck.NONE, false, "");
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
      boolean heldOut = new ConfirmedImage(identifier, 0, folder).isHeldOut();
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
    begin(", \"promotion\": {\"least_held_out\": 1000}");
    for (int i = 0; i < 30; i++) {
      annotate("new-" + i, "Melanoma", 180 + i % 5);
    }
    assertThat(refresh().run(data(), "", true).objection().orElseThrow())
        .contains("of 1000 at least");

    begin(", \"promotion\": {\"guarded\": {\"nothing\": 0}}");
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
            Optional.empty());
    assertThatIOException()
        .isThrownBy(() -> stale.run(data(), "", true))
        .withMessageContaining("was embedded by trial-other");
    assertThat(store.ids()).containsExactly(live);
  }

  private Refresh refresh() {
    return new Refresh(
        store,
        (image, profile) ->
            new ImageEmbedder.Embedded(
                live, onCircle(Double.parseDouble(new String(image, StandardCharsets.UTF_8)))),
        new IndexReleaseCheck(),
        Optional.empty());
  }

  private void annotate(String identifier, String diagnosis, int degrees) throws IOException {
    Path file = Files.createDirectories(folder.resolve("data")).resolve(identifier + ".txt");
    Files.writeString(file, Integer.toString(degrees));
    annotations.add(
        """
        {"identifier": "%s", "diagnosis_info": {"diagnosis_name": "%s"}, "photograph": "%s.txt"}
        """
            .formatted(identifier, diagnosis, identifier));
  }

  private Path data() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(
        data.resolve("annotations.json"),
        "{\"annotations\": [" + String.join(",", annotations) + "]}");
    return data;
  }

  private static float[] onCircle(double degrees) {
    double radians = Math.toRadians(degrees);
    return UnitVectors.unit(new float[] {(float) Math.cos(radians), (float) Math.sin(radians)}, 2);
  }

  private static String profile(String rule) {
    return """
    {"adapter_id": 0, "output_form": "XML_REPORT",
     "labels": [{"id_code": 0, "name_en": "Nevus", "name_ko": "모반"},
                {"id_code": 1, "name_en": "Milia", "name_ko": "비립종"},
                {"id_code": 2, "name_en": "Melanoma", "name_ko": "흑색종"}],
     "prompt_template": "{image}{text}", "prompt_en": "What?", "prompt_ko": "무엇?",
     "answers_questions": false, "max_new_tokens": 16, "temperature": 0.1 %s}
    """
        .formatted(rule);
  }
}
