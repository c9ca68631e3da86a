package dev.dermstream.index.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.index.RandomVectors;
import dev.dermstream.index.dbscan.Dbscan;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.search.Neighbor;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterIndexTest {
  private static final int N = 240;
  private static final int DIMENSION = 12;

  @TempDir private Path folder;
  private Path snapshot = Path.of("");
  private TrainingSet set = trainingSet(1);

  @BeforeEach
  void build() throws IOException {
    set = trainingSet(1);
    snapshot = folder.resolve("snapshot");
    build(set, snapshot);
  }

  @Test
  void answersWithConfidenceClustersAndNeighbours() throws IOException {
    try (ClusterIndex index = ClusterIndex.open(snapshot)) {
      Classification answer = index.classify(set.vectors().row(5), 0.065, 2, 3);

      assertThat(answer.neighbors()).hasSize(3);
      assertThat(answer.neighbors().getFirst())
          .extracting(Neighbor::row, Neighbor::identifier, Neighbor::idCode)
          .containsExactly(5, "image 5", set.idCodes()[5]);
      assertThat(answer.clusters()).hasSize(2);
      assertThat(answer.clusters().get(0).cosine())
          .isGreaterThanOrEqualTo(answer.clusters().get(1).cosine());
      ClusterMatch nearest = answer.clusters().getFirst();
      assertThat(answer.confidence().similarity()[nearest.idCode()]).isEqualTo(nearest.cosine());
      assertThat(Arrays.stream(answer.confidence().confidence()).sum()).isCloseTo(1, within(1e-12));
      assertThat(nearest.size()).isPositive();
    }
  }

  @Test
  void describesHowItWasBuilt() throws IOException {
    try (ClusterIndex index = ClusterIndex.open(snapshot)) {
      Description description = index.description();

      assertThat(description)
          .isEqualTo(
              new Description(
                  1,
                  DIMENSION,
                  N,
                  0.1,
                  4,
                  4,
                  description.clusterCount(),
                  description.noiseCount(),
                  0,
                  description.clustersSha256()));
      assertThat(description.clusterCount()).isPositive();
      assertThat(index.idCodes()).containsExactly(0, 1, 2, 3);
    }
  }

  @Test
  void servesASetInWhichNobodyHasCompany() throws IOException {
    float[] axes = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    Path out = folder.resolve("noise");
    build(
        new TrainingSet(UnitVectors.of(axes, 3), new int[] {0, 1, 2}, List.of("a", "b", "c"), 3),
        out);

    try (ClusterIndex index = ClusterIndex.open(out)) {
      Classification answer = index.classify(new float[] {0, 1, 0}, 0.065, 5, 5);

      assertThat(answer.clusters()).isEmpty();
      assertThat(answer.confidence().similarity()).containsOnly(-2);
      assertThat(answer.confidence().confidence()).containsOnly(0);
      assertThat(answer.neighbors().getFirst().identifier()).isEqualTo("b");
    }
  }

  @Test
  void saysWhatIsWrongWithAnEmbedding() throws IOException {
    try (ClusterIndex index = ClusterIndex.open(snapshot)) {
      assertThatThrownBy(() -> index.classify(new float[] {1, 0}, 0.065, 1, 1))
          .hasMessage("has dimension 2, not 12");
      float[] vector = new float[DIMENSION];
      assertThatThrownBy(() -> index.classify(vector, 0.065, 1, 1)).hasMessage("has length zero");
    }
  }

  @Test
  void neverWritesOverAnything() throws IOException {
    assertThatThrownBy(() -> build(set, snapshot))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining(snapshot + ": is not empty");
    Path file = Files.writeString(folder.resolve("file"), "mine");
    assertThatThrownBy(() -> build(set, file)).hasMessageContaining("is a file");
    assertThat(file).hasContent("mine");
  }

  @Test
  void fillsAnEmptyFolder() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    build(set, empty);

    ClusterIndex.open(empty).close();
  }

  @Test
  void leavesNothingBehindWhereItFails() throws IOException {
    // More dimensions than the graph's format takes: refused while the folder is being written.
    float[] values = new float[20_000];
    values[0] = 1;
    TrainingSet tooWide =
        new TrainingSet(UnitVectors.of(values, values.length), new int[] {0}, List.of("a"), 1);

    assertThatThrownBy(() -> build(tooWide, folder.resolve("wide"))).hasMessageContaining("16384");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(snapshot);
    }
  }

  @Test
  void refusesPartsOfTwoSnapshots() throws IOException {
    Path other = folder.resolve("other");
    build(trainingSet(2), other);
    for (String part : List.of("clusters.safetensors", "hnsw")) {
      Path mine = snapshot.resolve(part);
      Path kept = Files.move(mine, folder.resolve("kept"));
      Files.move(other.resolve(part), mine);

      refuses(part + ": is not the");

      Files.move(mine, other.resolve(part));
      Files.move(kept, mine);
    }
    ClusterIndex.open(snapshot).close();
  }

  @Test
  void refusesADescriptionThatDoesNotFit() throws IOException {
    Path json = snapshot.resolve("index.json");
    String right = Files.readString(json);
    Files.writeString(json, right.replace("\"count\": 240", "\"count\": 241"));
    refuses("tensor core is BOOL[240], not of shape [241]");
    Files.writeString(json, right.replace("\"format\": 1", "\"format\": 2"));
    refuses("format 2");
    Files.writeString(json, "{");
    refuses("index.json: not valid JSON");
    Files.writeString(json, "");
    refuses("index.json: format none");
    Files.delete(json);
    refuses("not an index snapshot");
  }

  @Test
  void refusesNumbersThatCannotBe() throws IOException {
    Map<String, Tensor> tensors = Safetensors.read(snapshot.resolve("clusters.safetensors"));
    int[] labels = Objects.requireNonNull(tensors.get("dbscan_labels")).toInts();
    float[] centroids = Objects.requireNonNull(tensors.get("centroids")).toFloats();
    long[] classes = Objects.requireNonNull(tensors.get("cluster_class")).toLongs();

    labels[3] = 99;
    refusesWith(tensors, "dbscan_labels", Tensor.ofInts(labels, N), "dbscan_labels holds 99");
    labels[3] = -1;
    refusesWith(tensors, "dbscan_labels", Tensor.ofInts(labels, N), "cluster_size does not count");
    centroids[1] = Float.NaN;
    refusesWith(
        tensors,
        "centroids",
        Tensor.ofFloats(centroids, classes.length, DIMENSION),
        "row 0 holds NaN");
    classes[0] = 4;
    refusesWith(
        tensors, "cluster_class", Tensor.ofLongs(classes, classes.length), "cluster_class holds 4");
  }

  /** Replaces one tensor, and the digest with it as a faulty writer would. */
  private void refusesWith(Map<String, Tensor> good, String name, Tensor instead, String sentence)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>(good);
    tensors.put(name, instead);
    Path file = snapshot.resolve("clusters.safetensors");
    String before = sha256(file);
    Safetensors.write(file, tensors);
    Path json = snapshot.resolve("index.json");
    Files.writeString(json, Files.readString(json).replace(before, sha256(file)));
    refuses(sentence);
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void refusesATrainingSetThatDoesNotFit() {
    UnitVectors two = UnitVectors.of(new float[] {1, 0, 0, 1}, 2);
    refusesSet(two, new int[] {0, 0}, List.of("a", "a"), "rows 0 and 1 have the same identifier a");
    refusesSet(two, new int[] {0, 0}, List.of("a", " "), "row 1 has a blank identifier");
    refusesSet(two, new int[] {0, 3}, List.of("a", "b"), "row 1 has class 3, outside 0 to 2");
    refusesSet(two, new int[] {0, -1}, List.of("a", "b"), "row 1 has class -1");
    refusesSet(two, new int[] {0}, List.of("a", "b"), "2 embeddings do not fit 1 class labels");
    refusesSet(UnitVectors.of(new float[0], 2), new int[0], List.of(), "there are no embeddings");
  }

  private static void refusesSet(
      UnitVectors vectors, int[] idCodes, List<String> identifiers, String sentence) {
    assertThatThrownBy(() -> new TrainingSet(vectors, idCodes, identifiers, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }

  private void refuses(String sentence) {
    assertThatThrownBy(() -> ClusterIndex.open(snapshot))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(snapshot.toString())
        .hasMessageContaining(sentence);
  }

  private static void build(TrainingSet set, Path out) throws IOException {
    new IndexBuilder(new Dbscan(0.1, 4), Parallelism.sequential()).build(set, out);
  }

  private static TrainingSet trainingSet(long seed) {
    Random random = new Random(seed);
    UnitVectors vectors =
        UnitVectors.of(RandomVectors.around(random, N, DIMENSION, 6, 0.2), DIMENSION);
    return new TrainingSet(
        vectors,
        IntStream.range(0, N).map(row -> random.nextInt(4)).toArray(),
        IntStream.range(0, N).mapToObj(row -> "image " + row).toList(),
        4);
  }
}
