package dev.dermstream.loadtest.search;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The curves, and each contestant where it finds enough. */
final class SearchTables {
  private SearchTables() {}

  static String of(List<Point> points) {
    Map<Built, List<Point>> curves =
        points.stream()
            .collect(Collectors.groupingBy(Point::built, LinkedHashMap::new, Collectors.toList()));
    return """
    **The fastest point with a recall of at least %s**, and what each contestant costs:

    | contestant | queries/s | recall@10 | candidates | p50 us | p99 us | build s | bytes a vector |
    |---|---:|---:|---:|---:|---:|---:|---:|
    %s
    **All points**, queries/s at recall@10 by candidates:

    %s\
    """
        .formatted(Point.ENOUGH, summary(curves), curves(curves));
  }

  private static String summary(Map<Built, List<Point>> curves) {
    StringBuilder rows = new StringBuilder();
    curves.forEach((built, curve) -> {
      Optional<Point> best =
          curve.stream()
              .filter(Point::isEnough)
              .max(Comparator.comparingDouble(Point::queriesPerSecond));
      rows.append("| %s | ".formatted(built.contestant().name()));
      rows.append(
          best.map(point ->
                  "%,.0f | %.4f | %,d | %.0f | %.0f"
                      .formatted(
                          point.queriesPerSecond(),
                          point.recall(),
                          point.candidates(),
                          point.p50Micros(),
                          point.p99Micros()))
              .orElse("not reached | | | |"));
      rows.append(" | %.1f | %,.0f |%n".formatted(built.buildSeconds(), built.bytesPerVector()));
    });
    return rows.toString();
  }

  private static String curves(Map<Built, List<Point>> curves) {
    List<Integer> candidates =
        curves.values().stream().max(Comparator.comparingInt(List::size)).orElse(List.of()).stream()
            .map(Point::candidates)
            .toList();
    StringBuilder rows = new StringBuilder("| contestant |");
    candidates.forEach(count -> rows.append(" %,d |".formatted(count)));
    rows.append("%n|---|%s%n".formatted("---:|".repeat(candidates.size())));
    curves.forEach((built, curve) -> {
      rows.append("| %s |".formatted(built.contestant().name()));
      curve.forEach(point ->
          rows.append(" %,.0f at %.4f |".formatted(point.queriesPerSecond(), point.recall())));
      rows.append(" |".repeat(candidates.size() - curve.size())).append("\n");
    });
    return rows.toString();
  }
}
