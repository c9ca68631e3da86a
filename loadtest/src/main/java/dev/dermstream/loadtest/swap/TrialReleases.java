package dev.dermstream.loadtest.swap;

import dev.dermstream.index.dbscan.Dbscan;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.server.IndexReleaseCheck;
import dev.dermstream.index.snapshot.ClusterIndex;
import dev.dermstream.index.snapshot.IndexBuilder;
import dev.dermstream.index.snapshot.TrainingSet;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.loadtest.chaos.ShortRelease;
import dev.dermstream.platform.release.ReleaseDraft;
import dev.dermstream.platform.release.ReleaseStore;
import dev.dermstream.platform.release.TrustedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A store with releases whose scores differ, because their indexes hold different images: an
 * answer's scores tell of which release its index was.
 *
 * @param store in which the first is live
 * @param ids in the order in which they follow one another
 */
public record TrialReleases(ReleaseStore store, List<String> ids) {
  private static final String PROFILE = "tumour15";

  /** The smaller index has every so many of the images. */
  private static final int PART = 3;

  /** What follows the first release. */
  public enum Change {
    /** One of another index, as a refresh makes it. */
    INDEX,
    /** One of another index and a model of other bytes, which is loaded anew. */
    MODEL,
    /** One of another index, then one of another model. */
    BOTH
  }

  public TrialReleases {
    ids = List.copyOf(ids);
  }

  /**
   * Makes them.
   *
   * @param home the checkout
   * @param work a folder
   */
  public static TrialReleases make(Path home, Path work, Change change) throws IOException {
    ReleaseStore store = new ReleaseStore(work.resolve("store"), TrustedKeys.NONE);
    Path draft = ShortRelease.write(home, work.resolve("draft"));
    Path index = draft.resolve("profiles").resolve(PROFILE).resolve("index");
    List<String> ids = new ArrayList<>();
    ids.add(store.build(ReleaseDraft.of(draft), new IndexReleaseCheck()).id());
    if (change != Change.MODEL) {
      ids.add(build(store, draft, smaller(index, work.resolve("smaller"), 0)));
    }
    if (change != Change.INDEX) {
      // The same numbers in another file.
      Files.writeString(
          draft.resolve("model/generation_config.json"), "\n", StandardOpenOption.APPEND);
      ids.add(build(store, draft, smaller(index, work.resolve("other"), 1)));
    }
    TrialReleases releases = new TrialReleases(store, ids);
    releases.activate(0);
    return releases;
  }

  private static String build(ReleaseStore store, Path draft, Path index) throws IOException {
    ReleaseDraft next =
        new ReleaseDraft(
            draft,
            "",
            Optional.empty(),
            Optional.empty(),
            Map.of(PROFILE, index),
            Optional.empty(),
            "",
            Optional.empty());
    return store.build(next, new IndexReleaseCheck()).id();
  }

  private static Path smaller(Path index, Path out, int first) throws IOException {
    try (ClusterIndex opened = ClusterIndex.open(index)) {
      TrainingSet all = opened.trainingSet();
      int[] rows =
          IntStream.iterate(first, row -> row < all.idCodes().length, row -> row + PART).toArray();
      int dimension = all.vectors().dimension();
      float[] values = new float[rows.length * dimension];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(all.vectors().row(rows[i]), 0, values, i * dimension, dimension);
      }
      new IndexBuilder(
              new Dbscan(opened.description().eps(), opened.description().minSamples()),
              Parallelism.sequential())
          .build(
              new TrainingSet(
                  UnitVectors.stored(values, dimension),
                  IntStream.of(rows).map(row -> all.idCodes()[row]).toArray(),
                  IntStream.of(rows).mapToObj(all.identifiers()::get).toList(),
                  all.classCount()),
              out);
      return out;
    }
  }

  /** Makes one of them live; returns its id. */
  public String activate(int which) throws IOException {
    return store.activate(ids.get(which), new IndexReleaseCheck(), false, "swap").release();
  }
}
