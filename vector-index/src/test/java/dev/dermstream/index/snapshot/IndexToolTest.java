package dev.dermstream.index.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.index.Golden;
import dev.dermstream.index.search.ImageAttributes;
import dev.dermstream.index.search.Neighbor;
import dev.dermstream.platform.safetensors.DataType;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class IndexToolTest {
  @TempDir private Path folder;

  @Test
  void buildsAndAnswersTheGoldenFile() throws IOException {
    Golden golden = Golden.read();
    Path index = folder.resolve("made/index");
    Path out = folder.resolve("answers.safetensors");

    assertThat(IndexTool.build(Golden.file(), Golden.EPS, Golden.MIN_SAMPLES, index))
        .isEqualTo(
            index
                + ": 3148 vectors of dimension 64 in 32 clusters of 15 classes;"
                + " 450 vectors in no cluster.");
    assertThat(IndexTool.query(index, Golden.file(), out))
        .isEqualTo(out + ": 200 queries answered at temperature 0.065.");

    Map<String, Tensor> clusters = Safetensors.read(index.resolve("clusters.safetensors"));
    assertThat(longs(clusters, "dbscan_labels"))
        .isEqualTo(golden.tensor("dbscan_labels").toLongs());
    assertThat(longs(clusters, "core")).isEqualTo(golden.tensor("core").toLongs());
    assertThat(longs(clusters, "cluster_class"))
        .isEqualTo(golden.tensor("cluster_class").toLongs());
    assertClose(clusters, "centroids", golden, 1e-6f);
    Map<String, Tensor> answers = Safetensors.read(out);
    assertClose(answers, "class_similarity", golden, 1e-6f);
    assertClose(answers, "class_confidence", golden, 1e-5f);
    assertThat(tensor(answers, "neighbor_ids").type()).isEqualTo(DataType.I64);
    assertThat(tensor(answers, "neighbor_ids").shape()).containsExactly(200, 10);
    assertThat(longs(answers, "neighbor_ids")[0]).isEqualTo(nearestOfTheFirstQuery(golden));
  }

  @Test
  void fillsUpWhereTheIndexIsSmall() throws IOException {
    Path index = index(Tensor.ofDoubles(new double[] {1, 0, 0.6, 0.8}, 2, 2), 0.5, 2);
    Path queries = file(Map.of("queries", Tensor.ofHalves(new float[] {0, 1}, 1, 2)));
    Path out = folder.resolve("out.safetensors");

    IndexTool.query(index, queries, out);

    Map<String, Tensor> answers = Safetensors.read(out);
    assertThat(longs(answers, "neighbor_ids"))
        .containsExactly(1, 0, -1, -1, -1, -1, -1, -1, -1, -1);
    // Class 0 has no cluster: its one vector was outvoted.
    assertThat(tensor(answers, "class_similarity").shape()).containsExactly(1, 3);
    assertThat(tensor(answers, "class_confidence").toFloats()).containsExactly(1, 0, 0);
  }

  @Test
  void growsASnapshotIntoTheOneBuiltFromScratch() throws IOException {
    Golden golden = Golden.read();
    int n = 3148;
    int known = 3100;
    Tensor embeddings = golden.tensor("embeddings");
    long[] classes = golden.tensor("class_labels").toLongs();
    float[] first = Arrays.copyOf(embeddings.toFloats(), known * 64);
    Path before =
        file(
            Map.of(
                "embeddings", Tensor.ofFloats(first, known, 64),
                "class_labels", Tensor.ofLongs(Arrays.copyOf(classes, known), known)));
    Path earlier = folder.resolve("earlier");
    Path grown = folder.resolve("grown");
    IndexTool.build(before, Golden.EPS, Golden.MIN_SAMPLES, earlier);

    assertThat(IndexTool.grow(earlier, Golden.file(), Optional.empty(), grown))
        .isEqualTo(
            grown
                + ": 3148 vectors of dimension 64 in 32 clusters of 15 classes;"
                + " 450 vectors in no cluster.");

    Map<String, Tensor> clusters = Safetensors.read(grown.resolve("clusters.safetensors"));
    assertThat(longs(clusters, "dbscan_labels"))
        .isEqualTo(golden.tensor("dbscan_labels").toLongs());
    assertThat(longs(clusters, "core")).isEqualTo(golden.tensor("core").toLongs());
    // And on from there, with nothing new.
    assertThat(IndexTool.grow(grown, Golden.file(), Optional.empty(), folder.resolve("again")))
        .contains(n + " vectors");
  }

  @Test
  void growsFromNoOtherEmbeddings() throws IOException {
    Path index = index(Tensor.ofFloats(new float[] {1, 0, 0.6f, 0.8f}, 2, 2), 0.5, 2);
    Path other =
        file(
            Map.of(
                "embeddings", Tensor.ofFloats(new float[] {1, 0, 0.8f, 0.6f, 0, 1}, 3, 2),
                "class_labels", Tensor.ofInts(new int[] {0, 1, 0}, 3)));
    Path fewer =
        file(
            Map.of(
                "embeddings", Tensor.ofFloats(new float[] {1, 0}, 1, 2),
                "class_labels", Tensor.ofInts(new int[] {0}, 1)));
    Path out = folder.resolve("out");

    assertRefused(
        () -> IndexTool.grow(index, other, Optional.empty(), out),
        "the first 2 rows are not the embeddings that " + index + " was built from");
    assertRefused(
        () -> IndexTool.grow(index, fewer, Optional.empty(), out),
        "1 vectors of dimension 2 cannot begin with the 2 of dimension 2");
    Files.delete(index.resolve("growth.safetensors"));
    assertThatThrownBy(() -> IndexTool.grow(index, other, Optional.empty(), out))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("build it anew");
    assertThatThrownBy(() -> IndexTool.grow(folder.resolve("none"), other, Optional.empty(), out))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not an index snapshot");
    assertThat(out).doesNotExist();
  }

  @Test
  void growsFromNoDamagedFile() throws IOException {
    Path index = folder.resolve("index");
    IndexTool.build(Golden.file(), Golden.EPS, Golden.MIN_SAMPLES, index);
    Path growth = index.resolve("growth.safetensors");
    byte[] bytes = Files.readAllBytes(growth);
    bytes[bytes.length / 2] ^= 4;
    Files.write(growth, bytes);

    assertRefused(
        () -> IndexTool.grow(index, Golden.file(), Optional.empty(), folder.resolve("out")),
        "or it is damaged");
  }

  @Test
  void buildsAnApproximateSnapshotThatAnswers() throws IOException {
    Path index = folder.resolve("index");

    assertThat(
            IndexTool.buildApproximate(
                Golden.file(), Optional.empty(), Golden.EPS, Golden.MIN_SAMPLES, 64, index))
        .contains("3148 vectors of dimension 64 in 3", "Approximate, by 64 neighbours of each.");

    assertThat(IndexTool.query(index, Golden.file(), folder.resolve("answers.safetensors")))
        .contains("200 queries answered");
    assertThat(Files.readString(index.resolve("index.json")))
        .contains("\"approximate_neighbors\": 64");
    assertThatThrownBy(
            () -> IndexTool.grow(index, Golden.file(), Optional.empty(), folder.resolve("x")))
        .hasMessageContaining("cannot grow");
    assertRefused(
        () ->
            IndexTool.buildApproximate(
                Golden.file(), Optional.empty(), Golden.EPS, 1, 1, folder.resolve("x")),
        "1 nearest are no region");
    assertRefused(
        () ->
            IndexTool.buildApproximate(
                Golden.file(), Optional.empty(), Golden.EPS, 8, 7, folder.resolve("x")),
        "7 nearest cannot show a neighbourhood of min-samples 8.");
    assertThat(folder)
        .isDirectoryNotContaining(path -> folder.relativize(path).toString().startsWith("x"));
  }

  @Test
  void choosesEpsAtTheKneeAndDrawsIt() throws Exception {
    Path plot = folder.resolve("knee.svg");
    Path out = folder.resolve("index");

    String said =
        IndexTool.buildAtKnee(Golden.file(), Optional.empty(), Golden.MIN_SAMPLES, plot, out);

    Matcher eps =
        Pattern.compile("3148 vectors.*\\Reps ([0-9.]+), at the knee.*knee.svg").matcher(said);
    assertThat(eps.find()).as(said).isTrue();
    assertThat(Double.parseDouble(eps.group(1))).isBetween(0.1, 0.3);
    Element svg =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(plot.toFile())
            .getDocumentElement();
    assertThat(svg.getTagName()).isEqualTo("svg");
    assertThat(svg.getTextContent()).contains("Distance to neighbour 8: eps = ");
    assertRefused(
        () -> IndexTool.buildAtKnee(Golden.file(), Optional.empty(), 1, plot, folder.resolve("x")),
        "min-samples 1");
    assertRefused(
        () -> IndexTool.buildAtKnee(Golden.file(), Optional.empty(), 0, plot, folder.resolve("x")),
        "min-samples 0");
  }

  @Test
  void namesFileAndTensorOfWhatItCannotUse() throws IOException {
    Tensor labels = Tensor.ofLongs(new long[] {0, 2}, 2);
    Tensor good = Tensor.ofFloats(new float[] {1, 0, 0, 1}, 2, 2);
    refusesBuild(Map.of("class_labels", labels), "tensor embeddings: is not in the file");
    refusesBuild(
        Map.of("class_labels", labels, "embeddings", Tensor.ofFloats(new float[4], 4)),
        "tensor embeddings: is F32[4], not of 2 dimensions");
    refusesBuild(
        Map.of("class_labels", labels, "embeddings", Tensor.ofLongs(new long[4], 2, 2)),
        "tensor embeddings: A tensor of type I64 holds no floats");
    refusesBuild(
        Map.of("class_labels", labels, "embeddings", Tensor.ofFloats(new float[4], 2, 2)),
        "tensor embeddings: row 0 has length zero");
    refusesBuild(vectors(labels, 1, 0, Float.NaN, 1), "row 1 holds NaN at position 0");
    refusesBuild(
        vectors(labels, 1, Float.NEGATIVE_INFINITY, 0, 1), "row 0 holds -Infinity at position 1");
    refusesBuild(
        vectors(labels, 1, 0, 3, 4), "row 1 is not normalised: its length is 5.000, not 1");
    refusesBuild(
        Map.of("class_labels", labels, "embeddings", Tensor.ofFloats(new float[0], 2, 0)),
        "tensor embeddings: dimension 0 is below 1");
    refusesBuild(
        Map.of("class_labels", labels, "embeddings", Tensor.ofFloats(new float[0], 0, 2)),
        "there are no embeddings");
    refusesBuild(
        Map.of("class_labels", good, "embeddings", good),
        "tensor class_labels: is F32[2, 2], not of 1 dimensions");
    refusesBuild(
        Map.of("class_labels", Tensor.ofLongs(new long[] {0, 1L << 40}, 2), "embeddings", good),
        "tensor class_labels: integer overflow");
    refusesBuild(
        Map.of("class_labels", Tensor.ofLongs(new long[] {0, -1}, 2), "embeddings", good),
        "tensor class_labels: row 1 has class -1");
    refusesBuild(
        Map.of("class_labels", Tensor.ofLongs(new long[] {0}, 1), "embeddings", good),
        "tensor class_labels: 2 embeddings do not fit 1 class labels");
  }

  @Test
  void namesTheImagesAsTheirFileDoes() throws IOException {
    Path index = folder.resolve("described");
    Path images =
        lines(
            """
            {"identifier": "IMG 7", "modality": "dermoscopy", "site": "등"}
            {"identifier": "IMG 9"}
            """);
    IndexTool.build(embeddings(), Optional.of(images), 0.5, 2, index);

    try (ClusterIndex opened = ClusterIndex.open(index)) {
      List<Neighbor> neighbors = opened.classify(new float[] {1, 0}, 1, 0, 2).neighbors();
      assertThat(neighbors).extracting(Neighbor::identifier).containsExactly("IMG 7", "IMG 9");
      assertThat(neighbors)
          .extracting(Neighbor::attributes)
          .containsExactly(new ImageAttributes("dermoscopy", "등"), ImageAttributes.UNKNOWN);
    }
  }

  @Test
  void namesTheLineOfAnImageThatItCannotUse() throws IOException {
    String good = "{\"identifier\": \"a\"}\n";
    refusesImages(good + "{", "line 2 is not JSON");
    refusesImages(good + "[]", "line 2 is not a JSON object");
    refusesImages(good + "\n", "line 2 is not a JSON object");
    refusesImages(good + "{\"identifier\": 7}", "line 2 has no text as its identifier");
    refusesImages(good + "{\"identifier\": \"b\", \"Site\": \"back\"}", "line 2 has the key Site");
    refusesImages(good + "{\"identifier\": \"b\", \"site\": \" \"}", "line 2 has a blank site");
    refusesImages(good + good, "rows 0 and 1 have the same identifier a");
    refusesImages(good + "{}", "row 1 has a blank identifier");
    refusesImages(good, "2 embeddings do not fit 2 class labels and 1 identifiers");
    assertRefused(
        () ->
            IndexTool.build(
                embeddings(), Optional.of(folder.resolve("no")), 0.5, 2, folder.resolve("x")),
        "no: there is no such file");
  }

  private void refusesImages(String content, String sentence) throws IOException {
    Path embeddings = embeddings();
    Path images = lines(content);
    assertRefused(
        () -> IndexTool.build(embeddings, Optional.of(images), 0.5, 2, folder.resolve("refused")),
        sentence);
  }

  private Path lines(String content) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "images", ".jsonl"), content);
  }

  private Path embeddings() throws IOException {
    return file(
        Map.of(
            "embeddings",
            Tensor.ofFloats(new float[] {1, 0, 0.6f, 0.8f}, 2, 2),
            "class_labels",
            Tensor.ofInts(new int[] {0, 2}, 2)));
  }

  @Test
  void namesTheParameterOutOfRange() {
    assertRefused(() -> IndexTool.build(Golden.file(), 3, 8, folder.resolve("x")), "eps 3.0");
    for (double eps : new double[] {0, -0.1, 2.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertRefused(
          () -> IndexTool.build(Golden.file(), eps, 8, folder.resolve("x")),
          "eps %s is outside (0, 2]".formatted(eps));
    }
    assertRefused(() -> IndexTool.build(Golden.file(), 1, 0, folder.resolve("x")), "min-samples 0");
    Path plot = folder.resolve("x.svg");
    assertRefused(
        () ->
            IndexTool.buildAtKnee(Golden.file(), Optional.empty(), 3149, plot, folder.resolve("x")),
        "3148 vectors have no neighbourhood of 3149");
    assertThat(folder).isEmptyDirectory();
    assertRefused(
        () -> IndexTool.build(folder.resolve("none"), 1, 1, folder.resolve("x")),
        "none: there is no such file");
  }

  @Test
  void writesNoSnapshotWhereThePlotHasNoPlace() {
    Path out = folder.resolve("index");

    assertThatThrownBy(() ->
            IndexTool.buildAtKnee(
                Golden.file(), Optional.empty(), 8, folder.resolve("no/plot.svg"), out))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("plot.svg");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void leavesAClassWithoutImagesOutOfTheClusters() throws IOException {
    // Codes 0 and 2: class 1 has no image at all, and no cluster answers for it.
    Path index = folder.resolve("gap");
    assertThat(IndexTool.build(embeddings(), 0.5, 2, index)).contains("3 classes");
    Path queries = file(Map.of("queries", Tensor.ofFloats(new float[] {1, 0}, 1, 2)));
    Path out = folder.resolve("gap.safetensors");

    IndexTool.query(index, queries, out);

    Map<String, Tensor> answers = Safetensors.read(out);
    assertThat(tensor(answers, "class_similarity").toFloats()[1]).isEqualTo(-2);
    assertThat(tensor(answers, "class_confidence").toFloats()[1]).isZero();
  }

  @Test
  void saysThatQueriesAreOfAnotherDimension() throws IOException {
    Path index = index(Tensor.ofFloats(new float[] {1, 0, 0.6f, 0.8f}, 2, 2), 0.5, 2);
    Path out = folder.resolve("out.safetensors");

    assertRefused(
        () -> IndexTool.query(index, Golden.file(), out),
        "tensor queries: has dimension 64, the index " + index + " has 2");
    assertThat(out).doesNotExist();
  }

  @Test
  void readsNoFileThatIsNotSafetensors() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "these are not tensors at all");

    assertThatThrownBy(() -> IndexTool.build(text, 0.1, 3, folder.resolve("x")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(text + ": not a safetensors file");
  }

  private Path index(Tensor embeddings, double eps, int minSamples) throws IOException {
    Path index = folder.resolve("index");
    Tensor labels = Tensor.ofInts(new int[] {0, 2}, 2);
    IndexTool.build(
        file(Map.of("embeddings", embeddings, "class_labels", labels)), eps, minSamples, index);
    return index;
  }

  private static Map<String, Tensor> vectors(Tensor labels, float... values) {
    return Map.of("class_labels", labels, "embeddings", Tensor.ofFloats(values, 2, 2));
  }

  /** From scratch, at the knee, by the graph, and into a snapshot: nothing stays behind. */
  private void refusesBuild(Map<String, Tensor> tensors, String sentence) throws IOException {
    Path earlier = folder.resolve("earlier");
    if (!Files.exists(earlier)) {
      IndexTool.build(embeddings(), 0.5, 2, earlier);
    }
    Path file = file(tensors);
    Path plot = folder.resolve("refused.svg");
    Path out = folder.resolve("refused");
    Optional<Path> images = Optional.empty();
    for (ThrowingCallable build :
        List.<ThrowingCallable>of(
            () -> IndexTool.build(file, 0.1, 3, out),
            () -> IndexTool.buildAtKnee(file, images, 2, plot, out),
            () -> IndexTool.buildApproximate(file, images, 0.1, 2, 2, out),
            () -> IndexTool.grow(earlier, file, images, out))) {
      assertRefused(build, sentence);
      assertRefused(build, file.toString());
    }
    assertThat(folder)
        .isDirectoryNotContaining(path -> folder.relativize(path).toString().startsWith("refused"));
  }

  private static void assertRefused(ThrowingCallable call, String sentence) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
        .hasMessageContaining(sentence);
  }

  private Path file(Map<String, Tensor> tensors) throws IOException {
    Path file = Files.createTempFile(folder, "input", ".safetensors");
    Safetensors.write(file, tensors);
    return file;
  }

  private static long nearestOfTheFirstQuery(Golden golden) {
    float[] query = golden.queries().row(0);
    double best = -2;
    int nearest = -1;
    for (int row = 0; row < 3148; row++) {
      double dot = 0;
      for (int i = 0; i < query.length; i++) {
        dot += query[i] * golden.tensor("embeddings").data().getFloat((row * 64 + i) * 4);
      }
      if (dot > best) {
        best = dot;
        nearest = row;
      }
    }
    return nearest;
  }

  private static void assertClose(
      Map<String, Tensor> actual, String name, Golden golden, float tolerance) {
    assertThat(tensor(actual, name).shape()).isEqualTo(golden.tensor(name).shape());
    assertThat(tensor(actual, name).toFloats())
        .containsExactly(golden.tensor(name).toFloats(), within(tolerance));
  }

  private static long[] longs(Map<String, Tensor> tensors, String name) {
    return tensor(tensors, name).toLongs();
  }

  private static Tensor tensor(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }
}
