package dev.dermstream.trainer.duplicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.QuestionAnswer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextDuplicatesTest {
  private static final String CAPTION =
      "A fifty year old man with a painful red plaque on the left lower leg and fever for two days";

  @TempDir Path folder;

  @Test
  void textsThatDifferByFewWordsAreFoundAcrossAndWithinSides() throws Exception {
    Side train =
        new Side(
            "train",
            List.of(
                row("a", CAPTION),
                row("b", "Honey coloured crusts around the mouth of a child in summer"),
                row("c", CAPTION.toUpperCase(java.util.Locale.ROOT) + "!")));
    Side test = new Side("test", List.of(row("d", CAPTION.replace("two days", "two weeks"))));

    DuplicateReport report =
        new DuplicateReport(new TextDuplicates(0.8, 10).find(List.of(train, test)).findings());

    assertThat(report.findings())
        .extracting(finding -> finding.first().identifier() + finding.second().identifier())
        .containsExactly("da", "dc", "ac");
    assertThat(report.leaks()).hasSize(2);
    assertThat(report.findings().getFirst().similarity()).isCloseTo(17 / 19.0, within(1e-9));
    assertThat(report.findings().getLast().similarity()).isEqualTo(1);
  }

  @Test
  void aTextThatManyRowsShareIsAFormAndNoCopy() throws Exception {
    List<ManifestRow> rows =
        IntStream.range(0, 4)
            .mapToObj(i -> asked("r" + i, "What is this lesion?", i < 3 ? "Milia" : "Melasma"))
            .toList();
    Side side = new Side("m", rows);

    TextDuplicates.Outcome left = new TextDuplicates(0.8, 2).find(List.of(side));
    assertThat(left.findings()).isEmpty();
    assertThat(left.forms()).isEqualTo(1);
    assertThat(left.texts()).isEqualTo(1);
    assertThat(new TextDuplicates(0.8, 3).find(List.of(side)).findings()).hasSize(3);
  }

  @Test
  void textsOfOneRowAreNotComparedWithEachOther() throws Exception {
    ManifestRow row =
        row("a", CAPTION).withTexts(List.of(), new TreeMap<>(java.util.Map.of("en", CAPTION)));

    assertThat(new TextDuplicates(0.8, 10).find(List.of(new Side("m", List.of(row)))).findings())
        .isEmpty();
  }

  @Test
  void candidatesLoseNoPairThatAllComparisonsFind() throws Exception {
    long seed = 20261;
    Random random = new Random(seed);
    List<long[]> sets = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      sets.add(i % 4 == 0 ? drawn(random) : changed(sets.getLast(), random));
    }
    for (double threshold : List.of(0.3, 0.5, 0.8, 1.0)) {
      Set<String> found = new HashSet<>();
      new SimilarSets(sets, threshold)
          .visit((one, other, similarity) -> {
            assertThat(found.add(one + "-" + other)).as("each pair once").isTrue();
            assertThat(similarity).isGreaterThanOrEqualTo(threshold);
          });

      assertThat(found)
          .as("seed %d, threshold %s", seed, threshold)
          .isEqualTo(all(sets, threshold));
    }
  }

  @Test
  void theJaccardIndexIsThatOfTheSets() {
    assertThat(Shingles.jaccard(new long[] {1, 2, 3}, new long[] {2, 3, 4, 5})).isEqualTo(0.4);
    assertThat(Shingles.jaccard(new long[] {1}, new long[] {2})).isZero();
    assertThat(Shingles.of("one two three four")).hasSize(2);
    assertThat(Shingles.of("one two")).hasSize(1);
    assertThat(Shingles.folded(" Ｆull-width, 「경계」 IS  x. ")).isEqualTo("full width 경계 is x");
  }

  @Test
  void theReportIsTheSameForTheSameRowsInAnyOrder() throws Exception {
    List<ManifestRow> rows = List.of(row("a", CAPTION), row("b", CAPTION), row("c", CAPTION));
    Path one = folder.resolve("one.jsonl");
    Path other = folder.resolve("other.jsonl");

    new DuplicateReport(new TextDuplicates(0.8, 10).find(List.of(new Side("m", rows))).findings())
        .write(one);
    new DuplicateReport(
            new TextDuplicates(0.8, 10).find(List.of(new Side("m", rows.reversed()))).findings())
        .write(other);

    assertThat(one).hasSameTextualContentAs(other);
    assertThat(Files.readAllLines(one))
        .hasSize(3)
        .first()
        .isEqualTo(
            "{\"relation\":\"duplicate\",\"medium\":\"text\",\"similarity\":1.0,"
                + "\"first\":{\"manifest\":\"m\",\"identifier\":\"a\",\"kind\":\"caption\",\"text\":\""
                + CAPTION
                + "\"},\"second\":{\"manifest\":\"m\",\"identifier\":\"b\",\"kind\":\"caption\",\"text\":\""
                + CAPTION
                + "\"}}");
    assertThatThrownBy(() -> new DuplicateReport(List.of()).write(one))
        .hasMessageContaining("is there already");
  }

  private static long[] drawn(Random random) {
    return random.longs(5 + random.nextInt(40)).sorted().distinct().toArray();
  }

  private static long[] changed(long[] set, Random random) {
    long[] changed = set.clone();
    for (int i = 0; i < 1 + set.length / 6; i++) {
      changed[random.nextInt(set.length)] = random.nextLong();
    }
    return Arrays.stream(changed).sorted().distinct().toArray();
  }

  private static Set<String> all(List<long[]> sets, double threshold) {
    return IntStream.range(0, sets.size())
        .boxed()
        .flatMap(i ->
            IntStream.range(i + 1, sets.size())
                .filter(j -> Shingles.jaccard(sets.get(i), sets.get(j)) >= threshold)
                .mapToObj(j -> i + "-" + j))
        .collect(Collectors.toSet());
  }

  private static ManifestRow asked(String identifier, String question, String answer) {
    return row(identifier, "")
        .withTexts(List.of(new QuestionAnswer(question, answer, "en")), new TreeMap<>());
  }

  private static ManifestRow row(String identifier, String caption) {
    return new ManifestRow(
        identifier,
        identifier + ".jpg",
        "c",
        "",
        "",
        "",
        caption,
        List.of(),
        new TreeMap<>(),
        new TreeMap<>(),
        List.of());
  }
}
