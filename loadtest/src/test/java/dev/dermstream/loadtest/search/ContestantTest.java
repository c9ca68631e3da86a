package dev.dermstream.loadtest.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.index.search.Precision;
import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is compared finds what is there: a wrong adapter would make a wrong table. */
class ContestantTest {
  private static final int DIMENSION = 32;

  private final ClusteredVectors vectors = new ClusteredVectors(1, 2000, DIMENSION);
  private final UnitVectors base = vectors.draw(2000);
  private final UnitVectors queries = vectors.draw(50);
  private final Truth truth = Truth.of(base, queries);

  @TempDir private Path folder;

  @Test
  void everyContestantFindsTheNearest() throws Exception {
    Path own = GraphFiles.of(folder.resolve("own"), at -> Dermstream.write(base, at)).folder();
    Path other =
        GraphFiles.of(folder.resolve("lucene"), at -> PlainLucene.write(base, at)).folder();
    try (Contestant two = Dermstream.open(own, Precision.INT2);
        Contestant seven = Dermstream.open(own, Precision.INT7);
        Contestant four = Dermstream.open(own, Precision.INT4);
        Contestant floats = Dermstream.open(own, Precision.FLOAT32);
        Contestant lucene = new PlainLucene(other);
        Contestant jvector = new JVector(base);
        Contestant hnswlib = new Hnswlib(base)) {
      for (Contestant each : List.of(two, seven, four, floats, lucene, jvector, hnswlib)) {
        assertThat(recall(each, 200)).as(each.name()).isGreaterThanOrEqualTo(0.98);
        // Few candidates find less: the number reaches the search.
        assertThat(recall(each, 10)).as(each.name()).isLessThanOrEqualTo(recall(each, 200));
      }
    }
  }

  @Test
  void whatIsKeptIsBuiltOnceAndWhatBrokeOffIsBuiltAgain() throws IOException {
    GraphFiles first = GraphFiles.of(folder.resolve("kept"), at -> PlainLucene.write(base, at));
    GraphFiles again =
        GraphFiles.of(
            folder.resolve("kept"),
            _ -> {
              throw new IOException("it is there");
            });
    assertThat(again).isEqualTo(first);

    Path broken = Files.createDirectory(folder.resolve("broken"));
    Files.writeString(broken.resolve("left"), "from before");
    try (Contestant lucene =
        new PlainLucene(GraphFiles.of(broken, at -> PlainLucene.write(base, at)).folder())) {
      assertThat(recall(lucene, 200)).isGreaterThanOrEqualTo(0.98);
    }
    assertThat(broken.resolve("left")).doesNotExist();
  }

  @Test
  void theExactScanIsTheTruth() throws IOException {
    try (Contestant scan = new ExactScan(base)) {
      assertThat(recall(scan, 0)).isEqualTo(1);
      int[] rows = scan.search(base.row(17), 3, 0);
      assertThat(rows[0]).isEqualTo(17);
      assertThat(base.cosine(17, rows[1])).isGreaterThanOrEqualTo(base.cosine(17, rows[2]));
    }
  }

  @Test
  void equalSeedsGiveEqualVectors() {
    ClusteredVectors again = new ClusteredVectors(1, 2000, DIMENSION);

    assertThat(again.draw(2000).values()).isEqualTo(base.values());
    assertThat(again.draw(50).values()).isEqualTo(queries.values());
    assertThat(new ClusteredVectors(2, 2000, DIMENSION).draw(2000).values())
        .isNotEqualTo(base.values());
  }

  private double recall(Contestant contestant, int candidates) throws IOException {
    long found = 0;
    for (int query = 0; query < truth.count(); query++) {
      int[] rows = contestant.search(truth.query(query), Options.K, candidates);
      assertThat(rows).as(contestant.name()).hasSize(Options.K);
      found += truth.found(query, rows);
    }
    return found / ((double) truth.count() * Options.K);
  }
}
