package dev.dermstream.index.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.index.Golden;
import dev.dermstream.index.calibration.CalibratedAnswer;
import dev.dermstream.index.calibration.Calibration;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From held-out embeddings to a file, and back into the index. */
class CalibrationFileTest {
  /** A float32 sum's order depends on whether the code was compiled yet. */
  private static final double ROUNDING = 1e-6;

  @TempDir private static Path shared;
  private static Path built = Path.of("");
  private static Path heldOut = Path.of("");
  private static Golden golden;

  @TempDir private Path folder;
  private Path index = Path.of("");

  @BeforeAll
  static void build() throws IOException {
    golden = Golden.read();
    built = shared.resolve("index");
    IndexTool.build(Golden.file(), Golden.EPS, Golden.MIN_SAMPLES, built);
    heldOut = shared.resolve("held-out.safetensors");
    Safetensors.write(
        heldOut,
        Map.of(
            "embeddings", golden.tensor("queries"), "class_labels", golden.tensor("query_class")));
  }

  @BeforeEach
  void copy() throws IOException {
    index = folder.resolve("index");
    try (Stream<Path> files = Files.walk(built)) {
      for (Path file : files.toList()) {
        Files.copy(file, index.resolve(built.relativize(file).toString()));
      }
    }
  }

  @Test
  void isFittedWrittenAndAppliedWithoutTouchingThePublishedConfidence() throws IOException {
    String said = calibrate(0.9);

    Path file = index.resolve("calibration.json");
    assertThat(said).startsWith(file + ": fitted on 200 images; temperature ");
    try (ClusterIndex plain = ClusterIndex.open(built);
        ClusterIndex calibrated = ClusterIndex.open(index)) {
      assertThat(plain.calibration()).isEmpty();
      Calibration fitted = calibrated.calibration().orElseThrow();
      assertThat(fitted.errorAfter()).isLessThan(fitted.errorBefore());
      int covered = 0;
      int known = 0;
      for (int row = 0; row < 200; row++) {
        float[] query = golden.queries().row(row);
        Classification before = plain.classify(query, Golden.TEMPERATURE, 3, 4);
        Classification after = calibrated.classify(query, Golden.TEMPERATURE, 3, 4);
        assertThat(before.calibrated()).isEmpty();
        assertThat(after.confidence().confidence()).isEqualTo(before.confidence().confidence());
        assertAlike(after.clusters(), before.clusters());
        assertAlike(after.neighbors(), before.neighbors());
        CalibratedAnswer answer = after.calibrated().orElseThrow();
        int own = golden.tensor("query_class").toInts()[row];
        covered += Arrays.stream(answer.marginalSet()).anyMatch(code -> code == own) ? 1 : 0;
        double threshold = fitted.distance().threshold();
        assertThat(answer.outside()).isEqualTo(answer.neighborDistance() > threshold);
        // One image lies at the threshold itself.
        known += answer.neighborDistance() > threshold + ROUNDING ? 0 : 1;
        assertThat(Arrays.stream(answer.probability().confidence()).sum())
            .isBetween(1 - 1e-9, 1 + 1e-9);
      }
      // Of the very images that it was fitted on: ceil(201 c) of 200.
      assertThat(covered).isEqualTo(181);
      assertThat(known).isEqualTo(191);
    }
  }

  private static <T> void assertAlike(List<T> actual, List<T> expected) {
    assertThat(actual)
        .usingRecursiveComparison()
        .ignoringCollectionOrder()
        .withEqualsForType((one, other) -> Math.abs(one - other) <= ROUNDING, Double.class)
        .isEqualTo(expected);
  }

  @Test
  void isNeverWrittenOverNorHalfWritten() throws IOException {
    calibrate(0.9);
    byte[] first = Files.readAllBytes(index.resolve("calibration.json"));

    assertThatThrownBy(() -> calibrate(0.8))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("never written over");
    assertThat(Files.readAllBytes(index.resolve("calibration.json"))).isEqualTo(first);
    assertThat(files(index)).containsExactlyInAnyOrderElementsOf(withCalibration());
  }

  @Test
  void goesElsewhereWhereTheSnapshotIsSealed() throws IOException {
    Path release = folder.resolve("release");
    Files.createDirectories(release.resolve("profiles/p"));
    Path sealed = release.resolve("profiles/p/index");
    Files.move(index, sealed);
    Files.writeString(release.resolve("release.json"), "{}");
    Path out = folder.resolve("calibration.json");
    assertThat(Release.isSealed(release)).isTrue();

    assertRefused(
        () -> IndexTool.calibrate(sealed, heldOut, 0.9, 10, 0.95, 0.065, Optional.empty()),
        "lies in the sealed release " + release);

    IndexTool.calibrate(sealed, heldOut, 0.9, 10, 0.95, 0.065, Optional.of(out));
    assertThat(out).exists();
    assertThat(sealed.resolve("calibration.json")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"format\": 1 | \"format\": 2 | format 2 is not read by this version (it reads 1)",
        "\"dimension\": 64 | \"dimension\": 65 | was fitted on dimension 65, the index has 64",
        "\"held_out\": 200 | \"held_out\": 0 | 0 held-out images",
        "\"held_out\": 200, | '' | held_out is missing",
        "\"coverage\": 0.9 | \"coverage\": 1.9 | coverage is 1.9",
        "\"coverage\": 0.9 | \"coverage\": NaN | coverage is NaN",
        "\"coverage\": 0.9, | '' | prediction_sets.coverage is missing",
        "\"neighbor\": 10 | \"neighbor\": 0 | neighbor is 0",
        "\"neighbor\": 10 | \"neighbor\": ten | ten",
        "\"ece_before\" | \"ece_then\" | temperature.ece_before is missing",
        "\"out_of_distribution\" | \"other\" | out_of_distribution is missing",
        "\"prediction_sets\" | \"sets\" | prediction_sets is missing",
        "\"clusters_sha256\": \" | \"clusters_sha256\": \"0 | was fitted on another snapshot",
      })
  void aFileThatDoesNotFitIsNamedAndTheIndexNotOpened(String from, String to, String why)
      throws IOException {
    calibrate(0.9);
    Path file = index.resolve("calibration.json");
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));

    assertThatThrownBy(() -> ClusterIndex.open(index))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + ": ")
        .hasMessageContaining(why);
  }

  @Test
  void aFileOfOtherClassesOrCutShortIsNamed() throws IOException {
    calibrate(0.9);
    Path file = index.resolve("calibration.json");
    String text = Files.readString(file);

    Files.writeString(file, text.replaceFirst("\"id_codes\": \\[\\s*0,", "\"id_codes\": ["));
    assertThatThrownBy(() -> ClusterIndex.open(index))
        .hasMessageContaining("was fitted on the classes [1, 2,");
    Files.writeString(file, text.substring(0, text.length() / 2));
    assertThatThrownBy(() -> ClusterIndex.open(index))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
    Files.writeString(file, "");
    assertThatThrownBy(() -> ClusterIndex.open(index)).hasMessageContaining("format none");
  }

  @Test
  void inputThatCannotBeUsedIsNamedAndNothingWritten() throws IOException {
    Tensor classes = golden.tensor("query_class");
    Tensor queries = golden.tensor("queries");
    assertRefused(() -> calibrate(1.5), "coverage 1.5");
    refuses(Map.of("embeddings", queries), "tensor class_labels: is not in the file");
    refuses(
        Map.of("embeddings", Tensor.ofFloats(new float[] {1, 0}, 1, 2), "class_labels", one(0)),
        "has dimension 2, the index has 64");
    refuses(Map.of("embeddings", queries, "class_labels", one(0)), "200 embeddings do not fit 1");
    long[] known = classes.toLongs();
    long[] foreign = known.clone();
    foreign[7] = 15;
    refuses(
        Map.of("embeddings", queries, "class_labels", Tensor.ofLongs(foreign, 200)),
        "row 7 has class 15, which the index does not have");
    long[] without = Arrays.stream(known).map(code -> code == 4 ? 5 : code).toArray();
    refuses(
        Map.of("embeddings", queries, "class_labels", Tensor.ofLongs(without, 200)),
        "class 4 of the index has no held-out embedding");
    float[] broken = queries.toFloats();
    broken[3 * 64] = Float.NaN;
    refuses(
        Map.of("embeddings", Tensor.ofFloats(broken, 200, 64), "class_labels", classes),
        "row 3 holds NaN at position 0");

    assertThat(files(index)).containsExactlyElementsOf(files(built));
  }

  private void refuses(Map<String, Tensor> tensors, String why) throws IOException {
    Path input = folder.resolve("input.safetensors");
    Safetensors.write(input, tensors);
    assertRefused(
        () -> IndexTool.calibrate(index, input, 0.9, 10, 0.95, 0.065, Optional.empty()), why);
  }

  private static Tensor one(long code) {
    return Tensor.ofLongs(new long[] {code}, 1);
  }

  private String calibrate(double coverage) throws IOException {
    return IndexTool.calibrate(index, heldOut, coverage, 10, 0.95, 0.065, Optional.empty());
  }

  private static void assertRefused(ThrowingCallable call, String why) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
        .hasMessageContaining(why);
  }

  private static List<String> withCalibration() throws IOException {
    return Stream.concat(files(built).stream(), Stream.of("calibration.json")).toList();
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
