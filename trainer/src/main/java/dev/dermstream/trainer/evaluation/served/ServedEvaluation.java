package dev.dermstream.trainer.evaluation.served;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.EvaluationPart;
import dev.dermstream.trainer.evaluation.Interval;
import dev.dermstream.trainer.evaluation.ResultJson;
import dev.dermstream.trainer.evaluation.ResultTable;
import dev.dermstream.trainer.evaluation.SamplingUnits;
import dev.dermstream.trainer.evaluation.served.ServedImage.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a running system made of images: how many it answered, and how often rightly. */
public final class ServedEvaluation {
  /** The key of these figures beside others. */
  public static final String KEY = "served";

  private final List<ServedImage> images;
  private final List<String> labels;
  private final Bootstrap bootstrap;
  private final SamplingUnits units;
  private final Map<String, Double> figures;
  private final Map<String, Interval> intervals;

  private ServedEvaluation(List<ServedImage> images, List<String> labels, Bootstrap bootstrap) {
    this.images = List.copyOf(images);
    this.labels = List.copyOf(labels);
    this.bootstrap = bootstrap;
    units = units(images.stream().map(ServedImage::group).toList());
    figures = figures(IntStream.range(0, images.size()).map(i -> 1).toArray());
    intervals = bootstrap.intervals(units, this::figures);
  }

  /**
   * Evaluates images.
   *
   * @param images at least one
   * @param labels the names of the label set in order
   * @param system what answered, added to the figures
   * @param bootstrap of the intervals
   */
  public static EvaluationPart of(
      List<ServedImage> images, List<String> labels, JsonObject system, Bootstrap bootstrap) {
    ServedEvaluation evaluation = new ServedEvaluation(images, labels, bootstrap);
    return new EvaluationPart(
        KEY, evaluation.json(system), "per-image.csv", evaluation.table(), evaluation.summary());
  }

  /** An image that names no group is one by itself. */
  static SamplingUnits units(List<String> groups) {
    List<Object> keys = new ArrayList<>();
    for (String group : groups) {
      keys.add(group.isEmpty() ? (Object) keys.size() : group);
    }
    boolean grouped = groups.stream().anyMatch(group -> !group.isEmpty());
    return SamplingUnits.of(grouped ? "group" : "image", keys);
  }

  private Map<String, Double> figures(int[] drawn) {
    Predicate<ServedImage> answered = image -> image.outcome() == Outcome.ANSWERED;
    Predicate<ServedImage> reported = image -> image.outcome().reported();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("coverage", share(drawn, image -> true, answered));
    figures.put(
        "selective_accuracy", share(drawn, answered.and(ServedImage::known), ServedImage::right));
    figures.put(
        "accuracy_of_all", share(drawn, ServedImage::known, answered.and(ServedImage::right)));
    figures.put(
        "label_accuracy", share(drawn, reported.and(ServedImage::known), ServedImage::right));
    figures.put(
        "model_label_accuracy",
        share(drawn, reported.and(ServedImage::known), ServedImage::modelRight));
    figures.put("agreement", share(drawn, reported, ServedImage::agrees));
    return figures;
  }

  /** NaN of nothing. */
  private double share(int[] drawn, Predicate<ServedImage> of, Predicate<ServedImage> are) {
    long all = 0;
    long some = 0;
    for (int i = 0; i < drawn.length; i++) {
      if (of.test(images.get(i))) {
        all += drawn[i];
        some += are.test(images.get(i)) ? drawn[i] : 0;
      }
    }
    return some / (double) all;
  }

  private long count(Predicate<ServedImage> test) {
    return images.stream().filter(test).count();
  }

  private JsonObject json(JsonObject system) {
    JsonObject json = new JsonObject();
    json.add("system", system);
    addFigures(json);
    json.add("unknown_classes", ResultJson.sentences(unknownClasses()));
    json.add("without_report", withoutReport());
    TreeSet<String> modalities =
        images.stream().map(ServedImage::modality).collect(Collectors.toCollection(TreeSet::new));
    modalities.remove("");
    if (!modalities.isEmpty()) {
      JsonObject byModality = new JsonObject();
      for (String modality : modalities) {
        List<ServedImage> some =
            images.stream().filter(image -> image.modality().equals(modality)).toList();
        JsonObject one = new JsonObject();
        new ServedEvaluation(some, labels, bootstrap).addFigures(one);
        byModality.add(modality, one);
      }
      json.add("by_modality", byModality);
    }
    return json;
  }

  private void addFigures(JsonObject json) {
    json.addProperty("images", images.size());
    for (Outcome outcome : Outcome.values()) {
      json.addProperty(
          outcome.name().toLowerCase(Locale.ROOT), count(image -> image.outcome() == outcome));
    }
    json.addProperty("no_model_label", count(ServedEvaluation::silent));
    json.addProperty("of_unknown_class", count(image -> !image.known()));
    figures.forEach((name, figure) -> json.add(name, ResultJson.number(figure)));
    ResultJson.addIntervals(json, bootstrap, units, intervals);
  }

  private static boolean silent(ServedImage image) {
    return image.outcome().reported() && image.modelLabel() == ServedImage.NONE;
  }

  private List<String> unknownClasses() {
    return List.copyOf(
        images.stream()
            .filter(image -> !image.known())
            .map(ServedImage::className)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private JsonArray withoutReport() {
    JsonArray named = new JsonArray();
    images.stream()
        .filter(image -> !image.outcome().reported())
        .forEach(image -> {
          JsonObject one = new JsonObject();
          one.addProperty("identifier", image.identifier());
          one.addProperty("outcome", image.outcome().name());
          one.addProperty("reason", image.reason());
          named.add(one);
        });
    return named;
  }

  private String table() {
    ResultTable table =
        new ResultTable(
            List.of("identifier", "outcome", "class", "label", "model_label", "right", "reason"));
    for (ServedImage image : images) {
      table.add(
          List.of(
              image.identifier(),
              image.outcome(),
              image.className(),
              name(image.label()),
              name(image.modelLabel()),
              image.right() ? 1 : 0,
              image.reason()));
    }
    return table.csv();
  }

  private String name(int label) {
    return label == ServedImage.NONE ? "" : labels.get(label);
  }

  private String summary() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d images: %d answered, %d abstained, %d rejected, %d failed; 95%% intervals by %d bootstrap replicates of %d %ss.%n"
            .formatted(
                images.size(),
                count(image -> image.outcome() == Outcome.ANSWERED),
                count(image -> image.outcome() == Outcome.ABSTAINED),
                count(image -> image.outcome() == Outcome.REJECTED),
                count(image -> image.outcome() == Outcome.FAILED),
                bootstrap.replicates(),
                units.count(),
                units.kind()));
    text.append(ResultTable.lines(figures, intervals)).append('\n');
    images.stream()
        .filter(image -> !image.outcome().reported())
        .forEach(image ->
            text.append(
                "%s is %s: %s%n".formatted(image.identifier(), image.outcome(), image.reason())));
    if (!unknownClasses().isEmpty()) {
      text.append(
          "%d images are of classes that the profile does not know, and are in no accuracy: %s.%n"
              .formatted(count(image -> !image.known()), String.join(", ", unknownClasses())));
    }
    return text.toString();
  }
}
