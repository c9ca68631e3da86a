package dev.dermstream.trainer.duplicates;

import dev.dermstream.trainer.dataset.DatasetException;
import dev.dermstream.trainer.dataset.ManifestRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts that are nearly the same on different rows: captions, descriptions, and questions with
 * their answers. A text that many rows share is a form, not a copy ("What is this lesion? Milia"):
 * it is counted and left out.
 *
 * @param threshold least Jaccard index of the word shingles, 0.1 to 1
 * @param mostShared rows that may share a text before it is a form, at least 2
 */
public record TextDuplicates(double threshold, int mostShared) {
  private static final double LEAST_THRESHOLD = 0.1;
  private static final int MOST_FINDINGS = 1_000_000;

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public TextDuplicates {
    if (!(threshold >= LEAST_THRESHOLD && threshold <= 1)) {
      throw new IllegalArgumentException("text-similarity: give 0.1 to 1");
    }
    if (mostShared < 2) {
      throw new IllegalArgumentException("most-shared: at least 2");
    }
  }

  /**
   * What came of it.
   *
   * @param findings in no order
   * @param texts that were compared, the same on several rows once
   * @param forms texts that were left out
   */
  public record Outcome(List<Finding> findings, int texts, int forms) {
    public Outcome {
      findings = List.copyOf(findings);
    }
  }

  /** Where a text stands. */
  private record Bearer(int side, ManifestRow row, Copy copy) {
    boolean isRowOf(Bearer other) {
      return side == other.side && row.identifier().equals(other.row.identifier());
    }
  }

  /**
   * Compares.
   *
   * @throws DatasetException if there are so many pairs that the texts are made from forms
   */
  public Outcome find(List<Side> sides) throws DatasetException {
    Map<String, List<Bearer>> byText = byText(sides);
    int all = byText.size();
    byText.values().removeIf(bearers -> bearers.size() > mostShared);
    List<List<Bearer>> bearers = new ArrayList<>(byText.values());
    List<Finding> findings = new ArrayList<>();
    try {
      for (List<Bearer> same : bearers) {
        for (int i = 0; i < same.size(); i++) {
          pairs(same.subList(i, i + 1), same.subList(i + 1, same.size()), 1, findings);
        }
      }
      new SimilarSets(byText.keySet().stream().map(Shingles::of).toList(), threshold)
          .visit((one, other, similarity) ->
              pairs(bearers.get(one), bearers.get(other), similarity, findings));
    } catch (SimilarSets.TooManyException e) {
      throw new DatasetException(
          "over %d pairs of texts are this similar: they are made from forms; raise --text-similarity"
              .formatted(MOST_FINDINGS),
          e);
    }
    return new Outcome(findings, bearers.size(), all - bearers.size());
  }

  private static Map<String, List<Bearer>> byText(List<Side> sides) {
    Map<String, List<Bearer>> byText = new LinkedHashMap<>();
    for (int side = 0; side < sides.size(); side++) {
      for (ManifestRow row : sides.get(side).rows()) {
        for (Copy copy : copies(sides.get(side).name(), row)) {
          byText
              .computeIfAbsent(Shingles.folded(copy.text()), text -> new ArrayList<>())
              .add(new Bearer(side, row, copy));
        }
      }
    }
    byText.remove("");
    return byText;
  }

  private static List<Copy> copies(String side, ManifestRow row) {
    List<Copy> copies = new ArrayList<>();
    if (!row.caption().isEmpty()) {
      copies.add(new Copy(side, row.identifier(), "caption", row.caption()));
    }
    row.descriptions()
        .values()
        .forEach(text -> copies.add(new Copy(side, row.identifier(), "description", text)));
    row.questions()
        .forEach(pair ->
            copies.add(
                new Copy(
                    side, row.identifier(), "question", pair.question() + " " + pair.answer())));
    return copies;
  }

  private static void pairs(
      List<Bearer> ones, List<Bearer> others, double similarity, List<Finding> findings)
      throws SimilarSets.TooManyException {
    for (Bearer one : ones) {
      for (Bearer other : others) {
        if (!one.isRowOf(other)) {
          findings.add(Finding.of(Finding.Medium.TEXT, similarity, one.copy(), other.copy()));
        }
      }
    }
    if (findings.size() > MOST_FINDINGS) {
      throw new SimilarSets.TooManyException();
    }
  }
}
