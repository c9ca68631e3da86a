package dev.dermstream.gateway.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.dermstream.v1.CalibratedConfidence;
import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.ClassProbability;
import dev.dermstream.v1.FurtherLesion;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.LabelLikelihood;
import dev.dermstream.v1.NearestCluster;
import dev.dermstream.v1.NearestNeighbor;
import dev.dermstream.v1.OutOfDistribution;
import dev.dermstream.v1.PredictionSet;
import dev.dermstream.v1.Region;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.StageTiming;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Renders a report as one JSON object with stable snake_case fields. Lists are always there, empty
 * where a report has none; {@code label}, {@code model_label}, {@code rejection}, {@code
 * abstention}, {@code calibrated}, {@code summary}, {@code record}, {@code notice} and {@code
 * image} only where they are set. Scores, confidences, probabilities and likelihoods are percent,
 * times are nanoseconds, names are in the language of the report.
 */
public final class ReportJson {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private ReportJson() {}

  /**
   * One line of JSON, without a line end.
   *
   * @param file put first as {@code file}, or null for none
   */
  public static String line(Report report, @Nullable String file) {
    JsonObject json = new JsonObject();
    if (file != null) {
      json.addProperty("file", file);
    }
    object(report).asMap().forEach(json::add);
    return GSON.toJson(json);
  }

  /** The object, for callers that add to it. */
  public static JsonObject object(Report report) {
    JsonObject json = new JsonObject();
    json.addProperty("request_id", report.getRequestId());
    json.addProperty("disposition", ReportXml.disposition(report.getDisposition()));
    if (report.hasLabel()) {
      json.add("label", label(report.getLabel(), report));
    }
    json.add("similar_labels", array(report.getSimilarLabelsList(), l -> label(l, report)));
    text(json, "summary", report.getSummary());
    if (report.getRecordFieldsCount() > 0) {
      JsonObject fields = new JsonObject();
      report.getRecordFieldsList().forEach(f -> fields.addProperty(f.getName(), f.getValue()));
      json.add("record", fields);
    }
    json.add("class_confidence", array(report.getClassConfidenceList(), ReportJson::confidence));
    if (report.hasCalibrated()) {
      json.add("calibrated", calibrated(report.getCalibrated()));
    }
    if (report.hasModelLabel()) {
      json.add("model_label", label(report.getModelLabel(), report));
    }
    json.add(
        "model_label_likelihoods",
        array(report.getModelLabelLikelihoodsList(), ReportJson::likelihood));
    text(json, "agreement", agreement(report));
    json.add("nearest_clusters", array(report.getNearestClustersList(), ReportJson::cluster));
    json.add("nearest_neighbors", array(report.getNearestNeighborsList(), ReportJson::neighbor));
    addProvenance(json, report);
    json.add("timings", array(report.getTimingsList(), ReportJson::timing));
    text(json, "notice", report.getNotice());
    addImage(json, report);
    json.add(
        "further_lesions", array(report.getFurtherLesionsList(), each -> lesion(each, report)));
    addRejection(json, report);
    text(json, "abstention", report.getAbstention());
    json.add(
        "abstention_reasons",
        array(report.getAbstentionReasonsList(), r -> new JsonPrimitive(ReportXml.reason(r))));
    return json;
  }

  private static void addProvenance(JsonObject json, Report report) {
    text(json, "release", report.getProvenance().getReleaseId());
    text(json, "node", report.getProvenance().getNodeId());
    text(json, "engine", report.getProvenance().getEngine());
    text(json, "profile", report.getProvenance().getProfile());
  }

  private static void addImage(JsonObject json, Report report) {
    if (report.hasImage()) {
      JsonObject image = new JsonObject();
      image.addProperty("format", report.getImage().getFormat());
      image.addProperty("width", report.getImage().getWidth());
      image.addProperty("height", report.getImage().getHeight());
      if (report.getImage().hasRegion()) {
        image.add("region", region(report.getImage().getRegion()));
      }
      json.add("image", image);
    }
  }

  private static JsonObject region(Region region) {
    JsonObject json = new JsonObject();
    json.addProperty("found", region.getFound());
    json.addProperty("x", region.getX());
    json.addProperty("y", region.getY());
    json.addProperty("width", region.getWidth());
    json.addProperty("height", region.getHeight());
    json.addProperty("probability", region.getProbabilityPercent());
    return json;
  }

  private static JsonObject lesion(FurtherLesion lesion, Report report) {
    JsonObject json = new JsonObject();
    json.add("region", region(lesion.getRegion()));
    json.addProperty("disposition", ReportXml.disposition(lesion.getDisposition()));
    if (lesion.hasLabel()) {
      json.add("label", label(lesion.getLabel(), report));
    }
    json.add("similar_labels", array(lesion.getSimilarLabelsList(), l -> label(l, report)));
    json.add("class_confidence", array(lesion.getClassConfidenceList(), ReportJson::confidence));
    if (lesion.hasCalibrated()) {
      json.add("calibrated", calibrated(lesion.getCalibrated()));
    }
    text(json, "abstention", lesion.getAbstention());
    json.add(
        "abstention_reasons",
        array(lesion.getAbstentionReasonsList(), r -> new JsonPrimitive(ReportXml.reason(r))));
    return json;
  }

  private static void addRejection(JsonObject json, Report report) {
    if (report.hasRejection()) {
      JsonObject rejection = new JsonObject();
      rejection.addProperty("code", report.getRejection().getCode());
      rejection.addProperty("message", report.getRejection().getMessage());
      json.add("rejection", rejection);
    }
  }

  private static JsonObject label(Label label, Report report) {
    JsonObject json = new JsonObject();
    json.addProperty("id_code", label.getIdCode());
    json.addProperty("name", LabelNames.of(label, report));
    json.addProperty("score", label.getScorePercent());
    return json;
  }

  private static JsonObject confidence(ClassConfidence confidence) {
    JsonObject json = new JsonObject();
    json.addProperty("id_code", confidence.getIdCode());
    json.addProperty("similarity", confidence.getSimilarity());
    json.addProperty("confidence", confidence.getConfidencePercent());
    return json;
  }

  private static JsonObject calibrated(CalibratedConfidence calibrated) {
    JsonObject json = new JsonObject();
    json.add("probabilities", array(calibrated.getProbabilitiesList(), ReportJson::probability));
    json.addProperty("temperature", calibrated.getTemperature());
    json.add("prediction_set", set(calibrated.getPredictionSet()));
    json.add("class_conditional_set", set(calibrated.getClassConditionalSet()));
    OutOfDistribution measured = calibrated.getOutOfDistribution();
    JsonObject outside = new JsonObject();
    outside.addProperty("distance", measured.getDistance());
    outside.addProperty("neighbor", measured.getNeighbor());
    outside.addProperty("threshold", measured.getThreshold());
    outside.addProperty("true_positive_rate", measured.getTruePositiveRatePercent());
    outside.addProperty("outside", measured.getOutside());
    json.add("out_of_distribution", outside);
    return json;
  }

  private static JsonObject probability(ClassProbability probability) {
    JsonObject json = new JsonObject();
    json.addProperty("id_code", probability.getIdCode());
    json.addProperty("probability", probability.getProbabilityPercent());
    return json;
  }

  private static JsonObject set(PredictionSet set) {
    JsonObject json = new JsonObject();
    json.addProperty("coverage", set.getCoveragePercent());
    json.add("id_codes", array(set.getIdCodesList(), JsonPrimitive::new));
    return json;
  }

  private static JsonObject likelihood(LabelLikelihood likelihood) {
    JsonObject json = new JsonObject();
    json.addProperty("id_code", likelihood.getIdCode());
    json.addProperty("likelihood", likelihood.getLikelihoodPercent());
    return json;
  }

  private static JsonObject cluster(NearestCluster cluster) {
    JsonObject json = new JsonObject();
    json.addProperty("cluster_id", cluster.getClusterId());
    json.addProperty("id_code", cluster.getIdCode());
    json.addProperty("cosine_similarity", cluster.getCosineSimilarity());
    json.addProperty("size", cluster.getSize());
    return json;
  }

  private static JsonObject neighbor(NearestNeighbor neighbor) {
    JsonObject json = new JsonObject();
    json.addProperty("identifier", neighbor.getIdentifier());
    json.addProperty("id_code", neighbor.getIdCode());
    json.addProperty("cosine_similarity", neighbor.getCosineSimilarity());
    json.addProperty("modality", neighbor.getModality());
    json.addProperty("site", neighbor.getSite());
    return json;
  }

  private static JsonObject timing(StageTiming timing) {
    JsonObject json = new JsonObject();
    json.addProperty("stage", timing.getStage());
    json.addProperty("nanos", timing.getNanos());
    if (timing.hasRemainingNanos()) {
      json.addProperty("remaining_nanos", timing.getRemainingNanos());
    }
    return json;
  }

  private static String agreement(Report report) {
    return switch (report.getAgreement()) {
      case AGREEMENT_AGREE -> "AGREE";
      case AGREEMENT_DIFFER -> "DIFFER";
      case AGREEMENT_NO_MODEL_LABEL -> "NO_MODEL_LABEL";
      case AGREEMENT_UNSPECIFIED, UNRECOGNIZED -> "";
    };
  }

  private static void text(JsonObject json, String field, String value) {
    if (!value.isEmpty()) {
      json.addProperty(field, value);
    }
  }

  private static <T> JsonArray array(List<T> values, Function<T, ? extends JsonElement> render) {
    JsonArray array = new JsonArray(values.size());
    values.forEach(value -> array.add(render.apply(value)));
    return array;
  }
}
