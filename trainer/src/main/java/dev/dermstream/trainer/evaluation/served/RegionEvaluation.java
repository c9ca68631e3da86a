package dev.dermstream.trainer.evaluation.served;

import com.google.gson.JsonObject;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.EvaluationPart;
import dev.dermstream.trainer.evaluation.Interval;
import dev.dermstream.trainer.evaluation.ResultJson;
import dev.dermstream.trainer.evaluation.ResultTable;
import dev.dermstream.trainer.evaluation.SamplingUnits;
import dev.dermstream.trainer.evaluation.served.ServedLesions.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How well lesions were found in photographs, and named. What is served is a square with room
 * around the lesion, so it is asked whether it covers what is marked; the intersection over union
 * of a marked box and such a square is well below 1 where all is right.
 */
public final class RegionEvaluation {
  /** The key of these figures beside others. */
  public static final String KEY = "regions";

  /** Share of a marked lesion that a region must cover to be counted as having found it. */
  private static final double COVERED = 0.75;

  private final List<ServedLesions> images;
  private final List<Counts> counts;
  private final Bootstrap bootstrap;
  private final SamplingUnits units;
  private final Map<String, Double> figures;
  private final Map<String, Interval> intervals;

  private RegionEvaluation(List<ServedLesions> images, Bootstrap bootstrap) {
    this.images = List.copyOf(images);
    this.bootstrap = bootstrap;
    counts = images.stream().map(RegionEvaluation::counts).toList();
    units = ServedEvaluation.units(images.stream().map(ServedLesions::group).toList());
    figures = figures(IntStream.range(0, images.size()).map(i -> 1).toArray());
    intervals = bootstrap.intervals(units, this::figures);
  }

  /** Of one image. */
  private record Counts(
      int marked, int found, int named, int answered, int ofLesions, double overlap) {}

  /**
   * Evaluates images.
   *
   * @param images at least one
   */
  public static EvaluationPart of(List<ServedLesions> images, Bootstrap bootstrap) {
    RegionEvaluation evaluation = new RegionEvaluation(images, bootstrap);
    return new EvaluationPart(
        KEY, evaluation.json(), "per-lesion.csv", evaluation.table(), evaluation.summary());
  }

  private static Counts counts(ServedLesions image) {
    int found = 0;
    int named = 0;
    double overlap = 0;
    for (Box lesion : image.marked()) {
      Optional<Box> best = best(image, lesion);
      overlap += best.map(lesion::intersectionOverUnion).orElse(0.0);
      if (isFound(best, lesion)) {
        found++;
        named += isNamed(best, lesion) ? 1 : 0;
      }
    }
    int ofLesions =
        (int)
            image.answered().stream()
                .filter(region -> image.marked().stream().anyMatch(region::holdsCentre))
                .count();
    return new Counts(
        image.marked().size(), found, named, image.answered().size(), ofLesions, overlap);
  }

  /** The region that has most in common with a lesion. */
  private static Optional<Box> best(ServedLesions image, Box lesion) {
    return image.answered().stream().max(Comparator.comparingDouble(lesion::intersectionOverUnion));
  }

  private static boolean isFound(Optional<Box> best, Box lesion) {
    return best.filter(region -> region.covers(lesion) >= COVERED).isPresent();
  }

  private static boolean isNamed(Optional<Box> best, Box lesion) {
    return lesion.label() != ServedLesions.NONE
        && best.filter(region -> region.label() == lesion.label()).isPresent();
  }

  /** NaN of nothing. */
  private Map<String, Double> figures(int[] drawn) {
    double marked = 0;
    double found = 0;
    double named = 0;
    double answered = 0;
    double ofLesions = 0;
    double overlap = 0;
    for (int i = 0; i < drawn.length; i++) {
      Counts of = counts.get(i);
      marked += drawn[i] * of.marked();
      found += drawn[i] * of.found();
      named += drawn[i] * of.named();
      answered += drawn[i] * of.answered();
      ofLesions += drawn[i] * of.ofLesions();
      overlap += drawn[i] * of.overlap();
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("lesions_found", found / marked);
    figures.put("regions_of_lesions", ofLesions / answered);
    figures.put("mean_intersection_over_union", overlap / marked);
    figures.put("label_accuracy_of_found", named / found);
    return figures;
  }

  private JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("images", images.size());
    json.addProperty("lesions", counts.stream().mapToInt(Counts::marked).sum());
    json.addProperty("regions", counts.stream().mapToInt(Counts::answered).sum());
    json.addProperty("covered_share_of_found", COVERED);
    figures.forEach((name, figure) -> json.add(name, ResultJson.number(figure)));
    ResultJson.addIntervals(json, bootstrap, units, intervals);
    return json;
  }

  private String table() {
    ResultTable table =
        new ResultTable(
            List.of(
                "identifier",
                "x",
                "y",
                "width",
                "height",
                "found",
                "named",
                "covered",
                "intersection_over_union"));
    for (ServedLesions image : images) {
      for (Box lesion : image.marked()) {
        Optional<Box> best = best(image, lesion);
        List<Object> row = new ArrayList<>();
        row.add(image.identifier());
        row.addAll(List.of(lesion.x(), lesion.y(), lesion.width(), lesion.height()));
        row.add(isFound(best, lesion) ? 1 : 0);
        row.add(isNamed(best, lesion) ? 1 : 0);
        row.add(best.map(region -> region.covers(lesion)).orElse(0.0));
        row.add(best.map(lesion::intersectionOverUnion).orElse(0.0));
        table.add(row);
      }
    }
    return table.csv();
  }

  private String summary() {
    return "%d images with %d marked lesions, %d regions answered; found: at least %.0f%% of it covered; 95%% intervals by %d bootstrap replicates of %d %ss.%n%s%n"
        .formatted(
            images.size(),
            counts.stream().mapToInt(Counts::marked).sum(),
            counts.stream().mapToInt(Counts::answered).sum(),
            100 * COVERED,
            bootstrap.replicates(),
            units.count(),
            units.kind(),
            ResultTable.lines(figures, intervals));
  }
}
