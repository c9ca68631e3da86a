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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LuceneVectorIndexTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Precision.class)
  void findsTheNearestTenOfTheGoldenVectors(Precision precision) throws IOException {
    Golden golden = Golden.read();
    try (LuceneVectorIndex index = index(golden.embeddings(), precision)) {
      assertThat(recall(index, golden.embeddings(), golden.queries())).isGreaterThanOrEqualTo(0.98);
    }
  }

  private static double recall(LuceneVectorIndex index, UnitVectors base, UnitVectors queries)
      throws IOException {
    int found = 0;
    for (int q = 0; q < queries.count(); q++) {
      Set<Integer> exact = new HashSet<>(exact(base, queries.row(q), 10, _ -> true));
      for (Neighbor neighbor : index.search(queries.row(q), 10)) {
        found += exact.contains(neighbor.row()) ? 1 : 0;
      }
    }
    return found / (10.0 * queries.count());
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void namesEachNeighbourWithClassAndCosineBestFirst(Precision precision) throws IOException {
    UnitVectors base = UnitVectors.of(new float[] {1, 0, 0, 1, 0.6f, 0.8f, -1, 0}, 2);
    try (LuceneVectorIndex index = index(base, precision)) {
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

  @ParameterizedTest
  @EnumSource(Precision.class)
  void givesAsManyAsAreAskedFor(Precision precision) throws IOException {
    UnitVectors base = UnitVectors.of(RandomVectors.around(new Random(1), 300, 16, 9, 0.5), 16);
    try (LuceneVectorIndex index = index(base, precision)) {
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

  @ParameterizedTest
  @EnumSource(Precision.class)
  void namesOnlyWhatAFilterLeaves(Precision precision) throws IOException {
    UnitVectors base = UnitVectors.of(RandomVectors.around(new Random(6), 3000, 16, 40, 0.5), 16);
    UnitVectors queries = UnitVectors.of(RandomVectors.around(new Random(7), 20, 16, 20, 1), 16);
    try (LuceneVectorIndex index = index(base, precision)) {
      // Two thirds, a fiftieth, and both at once: a walk, a scan, and the few that are left.
      checkFilter(
          index, base, queries, new SearchFilter(Set.of("clinical", "dermoscopy"), Set.of()));
      checkFilter(index, base, queries, new SearchFilter(Set.of(), Set.of("site 7")));
      checkFilter(index, base, queries, new SearchFilter(Set.of("clinical"), Set.of("site 9")));
    }
  }

  /** As large encoders give them, so that two bits are enough and are used. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void findsWhatIsNearAmongLongVectors(Precision precision) throws IOException {
    UnitVectors base = UnitVectors.of(RandomVectors.around(new Random(13), 2000, 384, 40, 1), 384);
    UnitVectors queries = UnitVectors.of(Arrays.copyOf(base.values(), 100 * 384), 384);
    try (LuceneVectorIndex index = index(base, precision)) {
      checkFilter(index, base, queries, SearchFilter.NONE);
    }
  }

  private static void checkFilter(
      LuceneVectorIndex index, UnitVectors base, UnitVectors queries, SearchFilter filter)
      throws IOException {
    int found = 0;
    for (int q = 0; q < queries.count(); q++) {
      List<Neighbor> neighbors = index.search(queries.row(q), 10, filter);
      List<Integer> exact =
          exact(base, queries.row(q), 10, row -> accepts(filter, attributes(row)));
      assertThat(neighbors).hasSameSizeAs(exact);
      for (Neighbor neighbor : neighbors) {
        assertThat(neighbor.attributes()).isEqualTo(attributes(neighbor.row()));
        assertThat(accepts(filter, neighbor.attributes())).isTrue();
        found += exact.contains(neighbor.row()) ? 1 : 0;
      }
    }
    assertThat(found / (10.0 * queries.count())).isGreaterThanOrEqualTo(0.97);
  }

  private static boolean accepts(SearchFilter filter, ImageAttributes attributes) {
    return (filter.modalities().isEmpty() || filter.modalities().contains(attributes.modality()))
        && (filter.sites().isEmpty() || filter.sites().contains(attributes.site()));
  }

  @Test
  void aFilterThatNothingMeetsLeavesNothing() throws IOException {
    UnitVectors base = UnitVectors.of(RandomVectors.around(new Random(8), 60, 8, 3, 1), 8);
    try (LuceneVectorIndex index = index(base)) {
      // Site 20 is of row 20 alone, whose modality is not known.
      SearchFilter filter = new SearchFilter(Set.of("clinical"), Set.of("site 20"));
      assertThat(index.search(base.row(0), 5, filter)).isEmpty();
    }
  }

  @Test
  void saysWhichValuesAFilterMayName() throws IOException {
    UnitVectors base = UnitVectors.of(RandomVectors.around(new Random(9), 60, 8, 3, 1), 8);
    try (LuceneVectorIndex index = index(base)) {
      assertThatThrownBy(
              () -> index.search(base.row(0), 5, new SearchFilter(Set.of("x-ray"), Set.of())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "asks for a modality that no training image has; there are clinical, dermoscopy");
      assertThatThrownBy(() -> index.requireKnown(new SearchFilter(Set.of(), Set.of("moon"))))
          .hasMessageContaining("asks for a site")
          .hasMessageEndingWith("and others");
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void findsAfterManyDeletionsAndMerges(Precision precision) throws IOException {
    int dimension = 24;
    Random random = new Random(10);
    UnitVectors all =
        UnitVectors.of(RandomVectors.around(random, 4000, dimension, 60, 1), dimension);
    Path directory = Files.createTempDirectory(folder, "cycles");
    Set<Integer> left = new TreeSet<>();
    try (FSDirectory files = FSDirectory.open(directory);
        IndexWriter writer =
            new IndexWriter(files, new IndexWriterConfig().setCodec(HnswFormat.codec()))) {
      for (int cycle = 0; cycle < 8; cycle++) {
        for (int row = 500 * cycle; row < 500 * (cycle + 1); row++) {
          writer.addDocument(LuceneVectorWriter.document(all.row(row), row(row)));
          left.add(row);
        }
        writer.commit();
        for (int row : List.copyOf(left)) {
          if (random.nextInt(5) == 0) {
            writer.deleteDocuments(
                NumericDocValuesField.newSlowExactQuery(LuceneVectorWriter.ROW, row));
            left.remove(row);
          }
        }
        writer.forceMerge(1);
        writer.commit();
      }
    }
    int[] rows = left.stream().mapToInt(row -> row).toArray();
    UnitVectors base = select(all, rows);
    UnitVectors queries =
        UnitVectors.of(RandomVectors.around(new Random(11), 100, dimension, 50, 1), dimension);
    try (LuceneVectorIndex index = LuceneVectorIndex.open(directory, precision)) {
      assertThat(index.count()).isEqualTo(rows.length);
      int found = 0;
      for (int q = 0; q < queries.count(); q++) {
        Set<Integer> exact = new HashSet<>();
        exact(base, queries.row(q), 10, _ -> true).forEach(place -> exact.add(rows[place]));
        for (Neighbor neighbor : index.search(queries.row(q), 10)) {
          found += exact.contains(neighbor.row()) ? 1 : 0;
        }
      }
      assertThat(found / 1000.0).isGreaterThanOrEqualTo(0.98);
    }
  }

  private static UnitVectors select(UnitVectors all, int[] rows) {
    float[] values = new float[rows.length * all.dimension()];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(all.row(rows[i]), 0, values, i * all.dimension(), all.dimension());
    }
    return UnitVectors.of(values, all.dimension());
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void manySearchAtOnce(Precision precision) throws Exception {
    UnitVectors base = UnitVectors.of(RandomVectors.around(new Random(12), 2000, 16, 30, 1), 16);
    try (LuceneVectorIndex index = index(base, precision);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Boolean>> found = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        int row = i;
        found.add(threads.submit(() -> index.search(base.row(row), 3).getFirst().row() == row));
      }
      for (Future<Boolean> each : found) {
        assertThat(each.get()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = Precision.class, names = "FLOAT32", mode = EnumSource.Mode.EXCLUDE)
  void closingFreesItsCopies(Precision precision) throws IOException {
    UnitVectors base = UnitVectors.of(RandomVectors.around(new Random(14), 300, 256, 3, 1), 256);
    LuceneVectorIndex index = index(base, precision);
    assertThat(index.search(base.row(7), 1)).extracting(Neighbor::row).containsExactly(7);
    assertThat(index.bytesOffHeap()).isBetween(300L * 256 / 4, 300L * 256);

    index.close();

    // Of the memory itself, not of the files that Lucene has closed too.
    assertThatThrownBy(() -> index.search(base.row(7), 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
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
    return index(vectors, Precision.DEFAULT);
  }

  private LuceneVectorIndex index(UnitVectors vectors, Precision precision) throws IOException {
    return LuceneVectorIndex.open(write(vectors), precision);
  }

  private static Row row(int row) {
    return new Row(row, "image-" + row, row, attributes(row));
  }

  private static ImageAttributes attributes(int row) {
    String modality = List.of("clinical", "dermoscopy", "").get(row % 3);
    return new ImageAttributes(modality, "site " + row % 50);
  }

  private Path write(UnitVectors vectors) throws IOException {
    Path directory = Files.createTempDirectory(folder, "hnsw");
    int[] idCodes = IntStream.range(0, vectors.count()).toArray();
    List<String> identifiers = Arrays.stream(idCodes).mapToObj(row -> "image-" + row).toList();
    List<ImageAttributes> attributes =
        IntStream.range(0, vectors.count()).mapToObj(LuceneVectorIndexTest::attributes).toList();
    LuceneVectorWriter.write(
        directory, vectors, idCodes, identifiers, attributes, "stamp of " + vectors.count());
    return directory;
  }

  private static List<Integer> exact(
      UnitVectors base, float[] query, int k, IntPredicate accepted) {
    double[] dots = new double[base.count()];
    for (int row = 0; row < dots.length; row++) {
      for (int i = 0; i < query.length; i++) {
        dots[row] += (double) query[i] * base.value(row, i);
      }
    }
    return IntStream.range(0, dots.length)
        .filter(accepted)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer row) -> dots[row]).reversed())
        .limit(k)
        .collect(Collectors.toList());
  }
}
