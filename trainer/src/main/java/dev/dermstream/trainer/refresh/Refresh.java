package dev.dermstream.trainer.refresh;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.index.calibration.Calibration;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.search.ImageAttributes;
import dev.dermstream.index.snapshot.ClusterIndex;
import dev.dermstream.index.snapshot.IndexBuilder;
import dev.dermstream.index.snapshot.TrainingSet;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.platform.release.Decision;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.release.ReleaseCheck;
import dev.dermstream.platform.release.ReleaseDraft;
import dev.dermstream.platform.release.ReleaseStore;
import dev.dermstream.platform.release.SigningKey;
import dev.dermstream.trainer.refresh.ImageEmbedder.Embedded;
import dev.dermstream.trainer.refresh.RefreshFigures.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Adds newly confirmed images to the index of the live release and publishes what comes of it: four
 * in five of them are learned (embedded by the running cluster, clustered with what was there, by
 * the same parameters), every fifth judges the index before and after. An index whose predecessor
 * is calibrated is calibrated anew. Nothing that is live changes before the last step; whatever
 * fails leaves it so.
 *
 * @param store whose live release is refreshed
 * @param embedder of that release
 * @param check that a release must pass
 * @param signingKey signs the release
 * @param heldOut file of embeddings to calibrate the index by, beside the images that are held out
 */
public record Refresh(
    ReleaseStore store,
    ImageEmbedder embedder,
    ReleaseCheck check,
    Optional<SigningKey> signingKey,
    Optional<Path> heldOut) {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /**
   * What came of it.
   *
   * @param releaseId that was published
   * @param learned images that went into the index
   * @param heldOut images that judged it
   * @param objection why it stays a candidate; empty if it may become live
   */
  public record Outcome(String releaseId, int learned, int heldOut, Optional<String> objection) {}

  /**
   * Builds and publishes the release.
   *
   * @param data folder with {@code annotations.json}
   * @param profileName empty for the default profile
   * @param promote whether it becomes live where the profile's rule allows it
   * @throws IOException if there is no live release, an image cannot be read or embedded, or the
   *     live release changed meanwhile; nothing is published then
   */
  public Outcome run(Path data, String profileName, boolean promote) throws IOException {
    Decision live =
        store.live().orElseThrow(() -> new IOException(store.directory() + ": nothing is live"));
    Release release = store.load(live.release());
    Profile profile =
        release
            .profile(profileName)
            .orElseThrow(() -> new IOException("The live release has no profile " + profileName));
    List<ConfirmedImage> images = AnnotationFile.read(data, profile.labels());
    PromotionRule rule =
        PromotionRule.read(release.directory().resolve("profiles").resolve(profile.name()));
    Recalibration recalibration = Recalibration.read(heldOut);
    Path work = Files.createTempDirectory("dermstream-refresh-");
    try {
      Outcome outcome = publish(release, profile, images, rule, recalibration, work);
      if (promote && outcome.objection().isEmpty()) {
        requireStillLive(live);
        store.activate(outcome.releaseId(), check, false, "refresh with " + images.size());
      }
      return outcome;
    } finally {
      Trees.delete(work);
    }
  }

  private Outcome publish(
      Release release,
      Profile profile,
      List<ConfirmedImage> images,
      PromotionRule rule,
      Recalibration recalibration,
      Path work)
      throws IOException {
    List<ConfirmedImage> learned = images.stream().filter(each -> !each.isHeldOut()).toList();
    List<float[]> embeddings = new ArrayList<>();
    for (ConfirmedImage image : learned) {
      embeddings.add(embed(release, profile, image));
    }
    List<Judge> judges = new ArrayList<>();
    for (ConfirmedImage image : images.stream().filter(ConfirmedImage::isHeldOut).toList()) {
      judges.add(new Judge(embed(release, profile, image), image.idCode()));
    }
    Path index = work.resolve("index");
    Judgement judgement;
    Optional<Calibration> calibration;
    try (ClusterIndex before = ClusterIndex.open(profile.indexDirectory())) {
      extend(profile.indexDirectory(), joined(before.trainingSet(), learned, embeddings), index);
      calibration = recalibration.fit(before, index, judges, profile.temperature());
      judgement = judged(rule, before, index, judges, profile.temperature());
    }
    Path metrics = work.resolve(ReleaseDraft.METRICS);
    Files.writeString(
        metrics, GSON.toJson(metrics(release, learned.size(), judgement, calibration)) + "\n");
    Release built =
        store.build(
            new ReleaseDraft(
                release.directory(),
                "",
                Optional.empty(),
                Optional.empty(),
                Map.of(profile.name(), index),
                Optional.of(metrics),
                release.id(),
                signingKey),
            check);
    return new Outcome(built.id(), learned.size(), judges.size(), judgement.objection());
  }

  private static void extend(Path from, TrainingSet set, Path index) throws IOException {
    int workers = Runtime.getRuntime().availableProcessors();
    try (ExecutorService executor = Executors.newFixedThreadPool(workers)) {
      IndexBuilder.extend(from, set, new Parallelism(executor, workers), index);
    } catch (IllegalArgumentException e) {
      throw new IOException("The new images do not fit the index: " + e.getMessage(), e);
    }
  }

  private float[] embed(Release release, Profile profile, ConfirmedImage image) throws IOException {
    Embedded embedded = embedder.embed(Files.readAllBytes(image.file()), profile.name());
    if (!embedded.releaseId().equals(release.id())) {
      throw new IOException(
          "%s was embedded by %s, and %s is live in the store"
              .formatted(image.file(), embedded.releaseId(), release.id()));
    }
    try {
      return UnitVectors.unit(embedded.embedding(), embedded.embedding().length);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s: its embedding %s".formatted(image.file(), e.getMessage()), e);
    }
  }

  /** What was learned before, then what is new. */
  private static TrainingSet joined(
      TrainingSet before, List<ConfirmedImage> learned, List<float[]> embeddings)
      throws IOException {
    int dimension = before.vectors().dimension();
    int count = before.vectors().count();
    float[] values = new float[(count + learned.size()) * dimension];
    System.arraycopy(before.vectors().values(), 0, values, 0, count * dimension);
    int[] classes = Arrays.copyOf(before.idCodes(), count + learned.size());
    List<String> identifiers = new ArrayList<>(before.identifiers());
    List<ImageAttributes> attributes = new ArrayList<>(before.attributes());
    int classCount = before.classCount();
    for (int i = 0; i < learned.size(); i++) {
      ConfirmedImage image = learned.get(i);
      if (embeddings.get(i).length != dimension) {
        throw new IOException(
            "%s: its embedding has %d values, those of the index %d"
                .formatted(image.file(), embeddings.get(i).length, dimension));
      }
      System.arraycopy(embeddings.get(i), 0, values, (count + i) * dimension, dimension);
      classes[count + i] = image.idCode();
      identifiers.add(image.identifier());
      attributes.add(image.attributes());
      classCount = Math.max(classCount, image.idCode() + 1);
    }
    try {
      return new TrainingSet(
          UnitVectors.stored(values, dimension), classes, identifiers, attributes, classCount);
    } catch (IllegalArgumentException e) {
      throw new IOException("The new images do not fit the index: " + e.getMessage(), e);
    }
  }

  /** Figures before and after; none where no image was held out. */
  private record Judgement(
      int heldOut,
      Optional<RefreshFigures> before,
      Optional<RefreshFigures> after,
      Optional<String> objection) {}

  private static Judgement judged(
      PromotionRule rule, ClusterIndex before, Path index, List<Judge> judges, double temperature)
      throws IOException {
    if (judges.isEmpty()) {
      return new Judgement(
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.of("no image was held out to judge it by"));
    }
    RefreshFigures was = RefreshFigures.of(before, judges, temperature);
    try (ClusterIndex after = ClusterIndex.open(index)) {
      RefreshFigures is = RefreshFigures.of(after, judges, temperature);
      return new Judgement(
          judges.size(), Optional.of(was), Optional.of(is), rule.objection(judges.size(), was, is));
    }
  }

  private JsonObject metrics(
      Release parent, int learned, Judgement judgement, Optional<Calibration> calibration)
      throws IOException {
    JsonObject refresh = new JsonObject();
    refresh.addProperty("learned", learned);
    refresh.addProperty("held_out", judgement.heldOut());
    judgement.before().ifPresent(each -> refresh.add("before", GSON.toJsonTree(each.byName())));
    judgement.after().ifPresent(each -> refresh.add("after", GSON.toJsonTree(each.byName())));
    calibration.ifPresent(each -> refresh.add("calibration", figures(each)));
    refresh.addProperty(
        "verdict", judgement.objection().map(why -> "candidate: " + why).orElse("may be live"));
    JsonObject metrics = new JsonObject();
    metrics.add("refresh", refresh);
    Optional<String> before = store.metrics(parent.id());
    if (before.isPresent()) {
      JsonElement figures = JsonParser.parseString(before.get());
      metrics.add("parent", figures);
    }
    return metrics;
  }

  private static JsonObject figures(Calibration calibration) {
    JsonObject figures = new JsonObject();
    figures.addProperty("held_out", calibration.heldOutCount());
    figures.addProperty("temperature", calibration.temperature());
    figures.addProperty("ece_before", calibration.errorBefore());
    figures.addProperty("ece_after", calibration.errorAfter());
    return figures;
  }

  private void requireStillLive(Decision live) throws IOException {
    if (!store.live().equals(Optional.of(live))) {
      throw new IOException("Another release became live meanwhile; the new one stays a candidate");
    }
  }
}
