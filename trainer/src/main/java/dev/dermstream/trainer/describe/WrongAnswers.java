package dev.dermstream.trainer.describe;

import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.knowledge.ClassKnowledge;
import dev.dermstream.trainer.knowledge.ClassTexts;
import dev.dermstream.trainer.knowledge.Knowledge;
import dev.dermstream.trainer.knowledge.QuestionKind;
import dev.dermstream.trainer.knowledge.TextLanguage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Distractors: other classes' answers to the same question. A diagnosis is told from those it is
 * mistaken for, before any others. Answers that differ by case or white space alone are one.
 */
final class WrongAnswers {
  private final Knowledge knowledge;
  private final SortedMap<String, SortedSet<String>> valuesOfField = new TreeMap<>();

  WrongAnswers(Knowledge knowledge, List<ManifestRow> rows) {
    this.knowledge = knowledge;
    for (ManifestRow row : rows) {
      row.fields()
          .forEach((field, value) ->
              valuesOfField.computeIfAbsent(field, name -> new TreeSet<>()).add(value));
    }
  }

  /** Whether a field has so many values in the manifest beside any one of them. */
  boolean knowsOthers(String field, int count) {
    return valuesOfField.getOrDefault(field, Collections.emptySortedSet()).size() > count;
  }

  /**
   * Chooses at most so many; fewer where there are no more.
   *
   * @param answer the right one
   */
  List<String> choose(
      ComposedTexts.Asked asked,
      ManifestRow row,
      ClassKnowledge known,
      TextLanguage language,
      String answer,
      int count,
      Random random) {
    List<String> candidates = new ArrayList<>(likely(asked, known, language));
    Collections.shuffle(candidates, random);
    List<String> others = new ArrayList<>(all(asked, row, known, language));
    Collections.shuffle(others, random);
    candidates.addAll(others);
    List<String> chosen = new ArrayList<>();
    for (String candidate : candidates) {
      if (chosen.size() < count
          && !Answers.same(candidate, answer)
          && chosen.stream().noneMatch(before -> Answers.same(before, candidate))) {
        chosen.add(candidate);
      }
    }
    return chosen;
  }

  private static List<String> likely(
      ComposedTexts.Asked asked, ClassKnowledge known, TextLanguage language) {
    return asked.kind() == QuestionKind.DIAGNOSIS ? known.in(language).differentials() : List.of();
  }

  private List<String> all(
      ComposedTexts.Asked asked, ManifestRow row, ClassKnowledge known, TextLanguage language) {
    Stream<ClassTexts> others =
        knowledge.classes().stream()
            .filter(each -> !each.equals(known))
            .map(each -> each.in(language));
    return switch (asked.kind()) {
      case SITES, CAUSE, COURSE, TREATMENT -> others.map(each -> each.fact(asked.kind())).toList();
      case DIAGNOSIS -> others.map(ClassTexts::name).toList();
      case FINDINGS ->
          others.map(each -> ComposedTexts.capitalized(each.findings(language))).toList();
      case MODALITY ->
          knowledge.modalities().stream()
              .filter(modality -> !modality.equals(row.modality()))
              .map(modality -> knowledge.image(modality, language))
              .toList();
      case FIELD ->
          List.copyOf(valuesOfField.getOrDefault(asked.field(), Collections.emptySortedSet()));
    };
  }
}
