package dev.dermstream.gateway.report;

import dev.dermstream.gateway.report.ModelAnswer.SaidLabel;
import dev.dermstream.v1.Label;
import java.util.List;
import java.util.Optional;

/** The classes of a profile; puts the model's words in terms of them. */
final class LabelSet {
  private final List<Label> labels;

  LabelSet(List<Label> labels) {
    this.labels = List.copyOf(labels);
  }

  /**
   * The class that the model named, with the label set's names and the model's score. Empty if the
   * code is not of this set, or if the written name is that of another class: which of the two was
   * meant cannot be known.
   */
  Optional<Label> resolve(SaidLabel said) {
    String name = said.name();
    boolean namesAnother =
        name != null
            && labels.stream().anyMatch(l -> l.getIdCode() != said.idCode() && isNamed(l, name))
            && labels.stream().noneMatch(l -> l.getIdCode() == said.idCode() && isNamed(l, name));
    if (namesAnother) {
      return Optional.empty();
    }
    return labels.stream()
        .filter(label -> label.getIdCode() == said.idCode())
        .findFirst()
        .map(label -> label.toBuilder().setScorePercent(said.scorePercent()).build());
  }

  /** The class of this name in either language; empty if none or several have it. */
  Optional<SaidLabel> named(String name) {
    List<Label> named = labels.stream().filter(label -> isNamed(label, name)).toList();
    return named.size() == 1
        ? Optional.of(new SaidLabel(named.getFirst().getIdCode(), 0, name))
        : Optional.empty();
  }

  /** The class of this code, written as a number and nothing else. */
  Optional<SaidLabel> coded(String code) {
    return labels.stream()
        .filter(label -> String.valueOf(label.getIdCode()).equals(code))
        .findFirst()
        .map(label -> new SaidLabel(label.getIdCode(), 0, null));
  }

  private static boolean isNamed(Label label, String name) {
    return label.getNameEnglish().equalsIgnoreCase(name) || label.getNameKorean().equals(name);
  }
}
