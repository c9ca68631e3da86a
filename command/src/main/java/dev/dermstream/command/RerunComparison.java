package dev.dermstream.command;

import dev.dermstream.audit.chain.Area;
import dev.dermstream.audit.chain.Conclusion;
import dev.dermstream.audit.chain.Lesion;
import dev.dermstream.audit.chain.Origin;
import dev.dermstream.audit.chain.Score;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A past answer beside the one of now. Numbers are written with all their digits, so equal texts
 * are equal numbers.
 *
 * @param fields in the order of the record
 */
record RerunComparison(List<Field> fields) {
  private static final String NONE = "-";

  /** What a field is of. */
  enum Part {
    ANSWER,
    /** A number of the answer, which the last digits of a computation show in. */
    SCORE,
    /** Who computed it: no part of the answer. */
    ORIGIN
  }

  /**
   * One thing that a record keeps.
   *
   * @param difference of two scores, in percentage points; else 0
   */
  record Field(String name, Part part, String recorded, String now, double difference) {
    boolean same() {
      return recorded.equals(now);
    }

    boolean counts() {
      return part != Part.ORIGIN;
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
    fields.add(answer("label", idCode(recorded.label()), idCode(now.label())));
    fields.add(answer("model_label", code(recorded.modelLabel()), code(now.modelLabel())));
    fields.add(answer("region", area(recorded.region()), area(now.region())));
    fields.add(answer("further", lesions(recorded.further()), lesions(now.further())));
    scores(fields, scores(recorded), scores(now));
    fields.add(origin("engine", before.engine(), after.engine()));
    fields.add(origin("node", before.node(), after.node()));
    return new RerunComparison(fields);
  }

  /** Whether the answer is the same to the last digit; who computed it does not count. */
  boolean same() {
    return fields.stream().filter(Field::counts).allMatch(Field::same);
  }

  /** Whether nothing but numbers differs, if anything does. */
  boolean sameButForScores() {
    return fields.stream().filter(field -> field.part() == Part.ANSWER).allMatch(Field::same);
  }

  /** Of any score, in percentage points. */
  double largestDifference() {
    return fields.stream().mapToDouble(Field::difference).max().orElse(0);
  }

  /** Whether the field of that name is the same. */
  boolean same(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).allMatch(Field::same);
  }

  private static Field answer(String name, String recorded, String now) {
    return new Field(name, Part.ANSWER, written(recorded), written(now), 0);
  }

  private static Field origin(String name, String recorded, String now) {
    return new Field(name, Part.ORIGIN, written(recorded), written(now), 0);
  }

  private static String written(String text) {
    return text.isEmpty() ? NONE : text;
  }

  private static void scores(
      List<Field> fields, Map<String, Double> recorded, Map<String, Double> now) {
    Set<String> names = new LinkedHashSet<>(recorded.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      Double before = recorded.get(name);
      Double after = now.get(name);
      double difference = before == null || after == null ? 0 : Math.abs(before - after);
      fields.add(new Field(name, Part.SCORE, score(before), score(after), difference));
    }
  }

  /** In order, by what they are of. */
  private static Map<String, Double> scores(Conclusion conclusion) {
    Map<String, Double> scores = new LinkedHashMap<>();
    if (conclusion.label() != null) {
      scores.put("label's score", conclusion.label().percent());
    }
    conclusion.scores().forEach(each -> scores.put("score of " + each.idCode(), each.percent()));
    for (Lesion lesion : conclusion.further()) {
      if (lesion.label() != null) {
        scores.put("score at " + place(lesion.area()), lesion.label().percent());
      }
    }
    return scores;
  }

  private static String score(@Nullable Double percent) {
    return percent == null ? NONE : percent.toString();
  }

  private static String idCode(@Nullable Score score) {
    return score == null ? NONE : code(score.idCode());
  }

  private static String code(@Nullable Integer idCode) {
    return idCode == null ? NONE : idCode.toString();
  }

  private static String area(@Nullable Area area) {
    return area == null
        ? NONE
        : "%s, %s, %d x %d"
            .formatted(
                area.found() ? "lesion" : "none found", place(area), area.width(), area.height());
  }

  private static String place(Area area) {
    return "x %d, y %d".formatted(area.x(), area.y());
  }

  private static String lesions(List<Lesion> lesions) {
    return lesions.stream()
        .map(each -> "%s: %s %s".formatted(area(each.area()), each.outcome(), idCode(each.label())))
        .collect(Collectors.joining("; "));
  }
}
