package dev.dermstream.command;

import dev.dermstream.audit.chain.Area;
import dev.dermstream.audit.chain.Conclusion;
import dev.dermstream.audit.chain.Lesion;
import dev.dermstream.audit.chain.Origin;
import dev.dermstream.audit.chain.Score;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A past answer beside the one of now. Numbers are written with all their digits, so equal texts
 * are equal numbers.
 *
 * @param fields in the order of the record
 * @param largestDifference of any class's score, in percentage points
 */
record RerunComparison(List<Field> fields, double largestDifference) {
  static final String NONE = "-";

  /**
   * One thing that a record keeps.
   *
   * @param counts false for what is no part of the answer: who computed it
   */
  record Field(String name, String recorded, String now, boolean counts) {
    boolean same() {
      return recorded.equals(now);
    }
  }

  RerunComparison {
    fields = List.copyOf(fields);
  }

  static RerunComparison of(Conclusion recorded, Conclusion now) {
    Origin before = recorded.origin();
    Origin after = now.origin();
    List<Field> fields = new ArrayList<>();
    fields.add(answer("outcome", recorded.outcome().name(), now.outcome().name()));
    fields.add(answer("code", recorded.code(), now.code()));
    fields.add(answer("profile", before.profile(), after.profile()));
    fields.add(answer("release", before.release(), after.release()));
    fields.add(answer("adapter", before.adapter(), after.adapter()));
    fields.add(answer("label", label(recorded.label()), label(now.label())));
    fields.add(answer("model_label", number(recorded.modelLabel()), number(now.modelLabel())));
    Map<Integer, Double> scoresBefore = scores(recorded);
    Map<Integer, Double> scoresAfter = scores(now);
    classes(scoresBefore, scoresAfter)
        .forEach(code ->
            fields.add(
                answer(
                    "score of " + code,
                    number(scoresBefore.get(code)),
                    number(scoresAfter.get(code)))));
    fields.add(answer("region", area(recorded.region()), area(now.region())));
    fields.add(answer("further", lesions(recorded.further()), lesions(now.further())));
    fields.add(new Field("engine", written(before.engine()), written(after.engine()), false));
    fields.add(new Field("node", written(before.node()), written(after.node()), false));
    return new RerunComparison(fields, largest(scoresBefore, scoresAfter));
  }

  /** Whether the answer is the same; who computed it does not count. */
  boolean same() {
    return fields.stream().filter(Field::counts).allMatch(Field::same);
  }

  Field field(String name) {
    return fields.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private static Field answer(String name, String recorded, String now) {
    return new Field(name, written(recorded), written(now), true);
  }

  private static String written(String text) {
    return text.isEmpty() ? NONE : text;
  }

  private static String number(@Nullable Number number) {
    return number == null ? NONE : number.toString();
  }

  private static String label(@Nullable Score label) {
    return label == null ? NONE : "%d at %s%%".formatted(label.idCode(), label.percent());
  }

  private static String area(@Nullable Area area) {
    return area == null
        ? NONE
        : "%s, x %d, y %d, %d x %d"
            .formatted(
                area.found() ? "lesion" : "none found",
                area.x(),
                area.y(),
                area.width(),
                area.height());
  }

  private static String lesions(List<Lesion> lesions) {
    return lesions.stream()
        .map(each -> "%s: %s %s".formatted(area(each.area()), each.outcome(), label(each.label())))
        .collect(Collectors.joining("; "));
  }

  private static Map<Integer, Double> scores(Conclusion conclusion) {
    Map<Integer, Double> scores = new LinkedHashMap<>();
    conclusion.scores().forEach(score -> scores.put(score.idCode(), score.percent()));
    return scores;
  }

  private static List<Integer> classes(Map<Integer, Double> one, Map<Integer, Double> other) {
    Map<Integer, Double> all = new LinkedHashMap<>(one);
    other.forEach(all::putIfAbsent);
    return List.copyOf(all.keySet());
  }

  private static double largest(Map<Integer, Double> one, Map<Integer, Double> other) {
    return one.entrySet().stream()
        .filter(score -> other.containsKey(score.getKey()))
        .mapToDouble(
            score -> Math.abs(score.getValue() - Objects.requireNonNull(other.get(score.getKey()))))
        .max()
        .orElse(0);
  }
}
