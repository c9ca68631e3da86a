package dev.dermstream.index.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.index.Golden;
import dev.dermstream.index.RandomVectors;
import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuceneVectorIndexTest {
  @TempDir private Path folder;

  @Test
  void findsTheNearestTenOfTheGoldenVectors() throws IOException {
    Golden golden = Golden.read();
    UnitVectors base = golden.embeddings();
    int found = 0;
    try (LuceneVectorIndex index = index(base)) {
      for (int q = 0; q < golden.queries().count(); q++) {
        float[] query = golden.queries().row(q);
        Set<Integer> exact = new HashSet<>(exact(base, query, 10));
        for (Neighbor neighbor : index.search(query, 10)) {
          found += exact.contains(neighbor.row()) ? 1 : 0;
        }
      }
    }
    double recall = found / (10.0 * golden.queries().count());
    assertThat(recall).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void namesEachNeighbourWithClassAndCosineBestFirst() throws IOException {
    UnitVectors base = UnitVectors.of(new float[] {1, 0, 0, 1, 0.6f, 0.8f, -1, 0}, 2);
    try (LuceneVectorIndex index = index(base)) {
      List<Neighbor> neighbors = index.search(new float[] {0, 1}, 10);

      assertThat(neighbors).extracting(Neighbor::row).containsExactly(1, 2, 0, 3);
      assertThat(neighbors)
          .extracting(Neighbor::identifier)
          .containsExactly("image-1", "image-2", "image-0", "image-3");
      assertThat(neighbors).extracting(Neighbor::idCode).containsExactly(1, 2, 0, 3);
      assertThat(neighbors.get(1).cosine()).isCloseTo(0.8, within(1e-6));
      assertThat(neighbors.get(3).cosine()).isCloseTo(0, within(1e-6));
    }
  }

  @Test
  void givesAsManyAsAreAskedFor() throws IOException {
    UnitVectors base = UnitVectors.of(RandomVectors.around(new Random(1), 300, 16, 9, 0.5), 16);
    try (LuceneVectorIndex index = index(base)) {
      assertThat(index.search(base.row(7), 0)).isEmpty();
      assertThat(index.search(base.row(7), 1)).extracting(Neighbor::row).containsExactly(7);
      assertThat(index.search(base.row(7), 100)).hasSize(100);
      assertThat(index.search(base.row(7), 1000)).hasSizeLessThanOrEqualTo(300);
    }
  }

  /** Not to the bit: a sum's order depends on whether the code was compiled yet. */
  @Test
  void equalInputGivesEqualAnswersButForRounding() throws IOException {
    UnitVectors base = UnitVectors.of(RandomVectors.around(new Random(2), 2000, 24, 30, 1), 24);
    UnitVectors queries = UnitVectors.of(RandomVectors.around(new Random(3), 50, 24, 50, 1), 24);
    int shared = 0;
    try (LuceneVectorIndex first = index(base);
        LuceneVectorIndex second = index(base)) {
      for (int q = 0; q < queries.count(); q++) {
        Map<Integer, Neighbor> others = new HashMap<>();
        second.search(queries.row(q), 20).forEach(each -> others.put(each.row(), each));
        for (Neighbor neighbor : first.search(queries.row(q), 20)) {
          Neighbor other = others.get(neighbor.row());
          if (other != null) {
            shared++;
            assertThat(other.cosine()).isCloseTo(neighbor.cosine(), within(1e-6));
          }
        }
      }
    }
    assertThat(shared).isGreaterThanOrEqualTo(990);
  }

  @Test
  void takesTheDimensionsOfLargeEncoders() throws IOException {
    UnitVectors base = UnitVectors.of(RandomVectors.around(new Random(4), 20, 1152, 3, 0.1), 1152);
    try (LuceneVectorIndex index = index(base)) {
      assertThat(index.dimension()).isEqualTo(1152);
      assertThat(index.stamp()).isEqualTo("stamp of 20");
      assertThat(index.search(base.row(11), 1)).extracting(Neighbor::row).containsExactly(11);
    }
  }

  @Test
  void leavesNoLockBehind() throws IOException {
    index(UnitVectors.of(new float[] {1, 0}, 2)).close();
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files).noneMatch(file -> file.endsWith("write.lock"));
    }
  }

  @Test
  void refusesADamagedFile() throws IOException {
    UnitVectors base = UnitVectors.of(RandomVectors.around(new Random(5), 200, 8, 3, 1), 8);
    Path directory = write(base);
    Path vectors;
    try (Stream<Path> files = Files.list(directory)) {
      vectors = files.filter(file -> file.toString().endsWith(".vec")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(vectors);
    bytes[bytes.length / 2] ^= 1;
    Files.write(vectors, bytes);

    assertThatThrownBy(() -> LuceneVectorIndex.open(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory + ": not a readable vector index");
  }

  @Test
  void refusesAnEmptyFolder() {
    assertThatThrownBy(() -> LuceneVectorIndex.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.toString());
  }

  private LuceneVectorIndex index(UnitVectors vectors) throws IOException {
    return LuceneVectorIndex.open(write(vectors));
  }

  private Path write(UnitVectors vectors) throws IOException {
    Path directory = Files.createTempDirectory(folder, "hnsw");
    int[] idCodes = IntStream.range(0, vectors.count()).toArray();
    List<String> identifiers = Arrays.stream(idCodes).mapToObj(row -> "image-" + row).toList();
    LuceneVectorWriter.write(
        directory, vectors, idCodes, identifiers, "stamp of " + vectors.count());
    return directory;
  }

  private static List<Integer> exact(UnitVectors base, float[] query, int k) {
    double[] dots = new double[base.count()];
    for (int row = 0; row < dots.length; row++) {
      for (int i = 0; i < query.length; i++) {
        dots[row] += (double) query[i] * base.value(row, i);
      }
    }
    return IntStream.range(0, dots.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer row) -> dots[row]).reversed())
        .limit(k)
        .collect(Collectors.toList());
  }
}
