package dev.dermstream.index.dbscan;

import static dev.dermstream.index.dbscan.PruningTest.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.index.RandomVectors;
import dev.dermstream.index.search.GraphRegions;
import dev.dermstream.index.search.LuceneVectorIndex;
import dev.dermstream.index.search.LuceneVectorWriter;
import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApproximateDbscanTest {
  private static final Parallelism ALONE = Parallelism.sequential();

  @TempDir private Path folder;

  @Test
  void findsTheExactClustersWhereQueriesMissNothing() throws IOException {
    for (long seed = 1; seed <= 5; seed++) {
      float[] values = RandomVectors.around(new Random(seed), 300, 16, 9, 0.35);
      UnitVectors vectors = UnitVectors.of(values, 16);
      Dbscan dbscan = new Dbscan(0.12, 5);
      int[] all = IntStream.range(0, 300).toArray();
      // Half of the vectors find everything: one of each pair is enough where the other does not.
      RegionQuery half =
          row -> row % 2 == 0 ? all : IntStream.range(0, 300).filter(i -> i % 2 == 1).toArray();

      assertSame(
          new ApproximateDbscan(dbscan, half).cluster(vectors, ALONE),
          dbscan.cluster(vectors, ALONE),
          "seed " + seed);
    }
  }

  @Test
  void joinsNothingThatIsFar() throws IOException {
    float[] values = RandomVectors.around(new Random(1), 200, 16, 9, 0.35);
    UnitVectors vectors = UnitVectors.of(values, 16);
    Dbscan dbscan = new Dbscan(0.12, 5);
    RegionQuery some = row -> IntStream.range(0, 200).filter(i -> (i + row) % 3 == 0).toArray();

    Clustering exact = dbscan.cluster(vectors, ALONE);
    Clustering found = new ApproximateDbscan(dbscan, some).cluster(vectors, ALONE);

    for (int i = 0; i < 200; i++) {
      assertThat(!found.core()[i] || exact.core()[i]).as("core " + i).isTrue();
      for (int j = 0; j < 200; j++) {
        boolean joined =
            found.core()[i] && found.core()[j] && found.labels()[i] == found.labels()[j];
        assertThat(!joined || exact.labels()[i] == exact.labels()[j]).as(i + " and " + j).isTrue();
      }
    }
  }

  @Test
  void clustersByTheGraph() throws IOException {
    int n = 600;
    float[] values = RandomVectors.around(new Random(6), n, 32, 8, 0.25);
    UnitVectors vectors = UnitVectors.of(values, 32);
    List<String> names = IntStream.range(0, n).mapToObj(Integer::toString).toList();
    LuceneVectorWriter.write(folder, vectors, new int[n], names, "stamp");
    Dbscan dbscan = new Dbscan(0.15, 5);

    try (LuceneVectorIndex index = LuceneVectorIndex.open(folder)) {
      Clustering found =
          new ApproximateDbscan(dbscan, new GraphRegions(index, vectors, 32))
              .cluster(vectors, ALONE);

      Clustering exact = dbscan.cluster(vectors, ALONE);
      long same = IntStream.range(0, n).filter(i -> found.labels()[i] == exact.labels()[i]).count();
      assertThat(same).isGreaterThan(590);
      assertThatThrownBy(() -> new GraphRegions(index, vectors, 1))
          .hasMessage("1 nearest are no region");
    }
  }

  @Test
  void passesTheFailureOfAQueryOn() {
    UnitVectors vectors = UnitVectors.of(new float[] {1, 0}, 2);
    RegionQuery broken =
        row -> {
          throw new IOException("the index is gone");
        };

    assertThatThrownBy(
            () -> new ApproximateDbscan(new Dbscan(0.1, 2), broken).cluster(vectors, ALONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the index is gone");
  }
}
