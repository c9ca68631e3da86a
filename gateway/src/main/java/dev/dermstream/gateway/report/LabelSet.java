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

  private static boolean isNamed(Label label, String name) {
    return label.getNameEnglish().equalsIgnoreCase(name) || label.getNameKorean().equals(name);
  }
}
