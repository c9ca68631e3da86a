package dev.dermstream.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StratifiedGroupsTest {
  private static final List<Double> SHARES = List.of(0.8, 0.1, 0.1);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyClassHasItsShareAndNoPatientIsOnTwoSides(long seed) throws DatasetException {
    List<ManifestRow> rows = patients(seed);

    Map<String, List<ManifestRow>> sides = split(rows, GroupBy.PATIENT, SHARES, seed);

    assertThat(sides.keySet()).containsExactly("train", "validation", "test");
    assertThat(sides.values().stream().mapToInt(List::size).sum()).isEqualTo(rows.size());
    assertThat(SplitProof.of(sides, GroupBy.PATIENT).images()).isEqualTo(rows.size());
    for (String name : List.of("common", "uncommon", "rare")) {
      double all = count(rows, name);
      assertThat(count(side(sides, "train"), name) / all).as(name).isCloseTo(0.8, within(0.08));
      assertThat(count(side(sides, "validation"), name) / all)
          .as(name)
          .isCloseTo(0.1, within(0.08));
      assertThat(count(side(sides, "test"), name) / all).as(name).isCloseTo(0.1, within(0.08));
    }
  }

  @Test
  void theSeedAloneDecidesNotTheOrderOfTheRows() throws DatasetException {
    List<ManifestRow> rows = patients(7);
    List<ManifestRow> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(8));

    Map<String, List<ManifestRow>> sides = split(rows, GroupBy.PATIENT, SHARES, 3);

    assertThat(names(side(split(shuffled, GroupBy.PATIENT, SHARES, 3), "test")))
        .isEqualTo(names(side(sides, "test")));
    assertThat(names(side(split(rows, GroupBy.PATIENT, SHARES, 4), "test")))
        .isNotEqualTo(names(side(sides, "test")));
  }

  @Test
  void aClassOfThreePatientsIsOnAllThreeSides() throws DatasetException {
    List<ManifestRow> rows = patients(9);
    for (int i = 0; i < 3; i++) {
      rows.add(TestRows.row("scarce-" + i, "scarce", "scarce-patient-" + i));
    }

    Map<String, List<ManifestRow>> sides = split(rows, GroupBy.PATIENT, SHARES, 1);

    assertThat(sides.values()).allSatisfy(side -> assertThat(count(side, "scarce")).isOne());
  }

  @Test
  void papersStayTogetherOnTwoSides() throws DatasetException {
    List<ManifestRow> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      rows.add(TestRows.row("i" + i, "class-" + i % 2, "", "10.1000/" + i / 4));
    }

    Map<String, List<ManifestRow>> sides = split(rows, GroupBy.PAPER, List.of(0.9, 0.1), 1);

    assertThat(side(sides, "train")).hasSize(180);
    assertThat(side(sides, "test")).hasSize(20);
    assertThat(SplitProof.of(sides, GroupBy.PAPER))
        .hasToString("No paper is on two sides: 50 papers, 200 images compared.");
  }

  @Test
  void classesThatCannotBeOnEverySideAreNamed() {
    List<ManifestRow> rows = patients(1);
    rows.add(TestRows.row("lonely", "single", "P-lonely"));
    rows.add(TestRows.row("pair-1", "pair", "P-pair"));
    rows.add(TestRows.row("pair-2", "pair", "P-pair"));

    assertThatThrownBy(() -> split(rows, GroupBy.PATIENT, SHARES, 1))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "class pair has 2 images of 1 patient; class single has one image; to be on all 3 sides"
                + " a class needs 3 patients");
  }

  @Test
  void rowsWithoutTheirGroupAreNamed() {
    List<ManifestRow> rows = patients(1);
    assertThatThrownBy(() -> split(rows, GroupBy.PAPER, SHARES, 1))
        .hasMessage("no row has a paper, by which to group");

    rows.add(TestRows.row("nobody's", "common", ""));
    assertThatThrownBy(() -> split(rows, GroupBy.PATIENT, SHARES, 1))
        .hasMessage(
            "1 of %d rows have no patient, by which to group: nobody's".formatted(rows.size()));
  }

  @Test
  void aGivenSplitThatLeaksIsRefusedWithTheNames() {
    List<ManifestRow> train =
        List.of(TestRows.row("a", "c", "P1"), TestRows.row("b", "c", "P2"), row("x", "P3"));
    List<ManifestRow> test =
        List.of(row("d", "P2"), row("e", "P2"), row("f", "P1"), row("g", "P4"));

    assertThatThrownBy(() -> SplitProof.of(Map.of("train", train, "test", test), GroupBy.PATIENT))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith("the split leaks: 2 patients are on two sides: ")
        .hasMessageContainingAll("P1 (", "P2 (")
        .hasMessageNotContainingAny("P3", "P4");
    assertThatThrownBy(() ->
            SplitProof.of(Map.of("train", train, "test", List.of(row("x", "P9"))), GroupBy.PATIENT))
        .hasMessageContaining("1 identifier is on two sides: x (");
  }

  @Test
  void aSplitThatIsRefusedLeavesNothingBehind(@TempDir Path folder) throws IOException {
    SplitRequest request = new SplitRequest(GroupBy.PATIENT, List.of(0.5, 0.5), 1);
    Map<String, List<ManifestRow>> leaking =
        Map.of("train", List.of(row("a", "P1")), "test", List.of(row("b", "P1")));

    assertThatThrownBy(() -> SplitWriter.write(folder.resolve("s"), leaking, request))
        .hasMessageContaining("1 patient is on two sides: P1 (");

    assertThat(folder).isEmptyDirectory();
    Files.createDirectory(folder.resolve("s.new"));
    assertThatThrownBy(() -> SplitWriter.write(folder.resolve("s"), leaking, request))
        .hasMessageContaining("s.new is there");
  }

  @Test
  void sharesMustAddUp() {
    for (List<Double> shares :
        List.of(
            List.of(0.8, 0.1),
            List.of(1.0),
            List.of(0.5, 0.6, -0.1),
            List.of(Double.NaN, 0.5),
            List.of(0.4, 0.2, 0.2, 0.2))) {
      assertThatThrownBy(() -> new SplitRequest(GroupBy.PATIENT, shares, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("shares: ");
    }
  }

  /** Patients of one to five images, some of two classes. */
  private static List<ManifestRow> patients(long seed) {
    Random random = new Random(seed);
    List<ManifestRow> rows = new ArrayList<>();
    for (int patient = 0; patient < 400; patient++) {
      int images = 1 + random.nextInt(5);
      for (int i = 0; i < images; i++) {
        int drawn = random.nextInt(20);
        String name = drawn < 13 ? "common" : drawn < 18 ? "uncommon" : "rare";
        rows.add(TestRows.row("i-%d-%d".formatted(patient, i), name, "P" + patient));
      }
    }
    return rows;
  }

  private static ManifestRow row(String identifier, String patient) {
    return TestRows.row(identifier, "c", patient);
  }

  private static Map<String, List<ManifestRow>> split(
      List<ManifestRow> rows, GroupBy by, List<Double> shares, long seed) throws DatasetException {
    return StratifiedGroups.split(rows, new SplitRequest(by, shares, seed));
  }

  private static List<ManifestRow> side(Map<String, List<ManifestRow>> sides, String name) {
    return sides.getOrDefault(name, List.of());
  }

  private static Set<String> names(List<ManifestRow> rows) {
    Set<String> names = new TreeSet<>();
    rows.forEach(row -> names.add(row.identifier()));
    return names;
  }

  private static int count(List<ManifestRow> rows, String name) {
    return (int) rows.stream().filter(row -> row.className().equals(name)).count();
  }
}
