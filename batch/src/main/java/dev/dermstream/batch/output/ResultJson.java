package dev.dermstream.batch.output;

import com.google.gson.stream.JsonWriter;
import com.google.protobuf.MessageOrBuilder;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.Report;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** A result as one JSON object: what became of the image, then what its report says. */
final class ResultJson {
  private static final List<String> RESULT =
      List.of(
          "position",
          "name",
          "other_names",
          "image_sha256",
          "image_bytes",
          "outcome",
          "code",
          "message");
  private static final List<String> PROVENANCE =
      List.of("profile", "adapter", "engine", "model_sha256", "preprocessing_sha256");

  /** In the order in which they stand there. */
  static final List<String> REPORT =
      List.of(
          "image",
          "label",
          "similar_labels",
          "class_confidence",
          "calibrated",
          "model_label",
          "agreement",
          "nearest_clusters",
          "abstention",
          "abstention_reasons",
          "language",
          "summary",
          "finish_reason",
          "record_fields",
          "further_lesions",
          "notice");

  /** What is of the run and not of the image, or is said by other fields. */
  static final Set<String> LEFT_OUT =
      Set.of(
          "request_id",
          "disposition",
          "rejection",
          "provenance",
          "timings",
          "nearest_neighbors",
          "model_label_likelihoods",
          "cluster_map");

  private ResultJson() {}

  static void write(JsonWriter json, ImageResult result) throws IOException {
    json.beginObject();
    fields(json, result, RESULT);
    if (result.hasReport()) {
      Report report = result.getReport();
      Provenance of = report.getProvenance();
      if (!of.getReleaseId().isEmpty()) {
        json.name("release").value(of.getReleaseId());
      }
      fields(json, of, PROVENANCE);
      fields(json, report, REPORT);
    }
    json.endObject();
  }

  private static void fields(JsonWriter json, MessageOrBuilder of, List<String> names)
      throws IOException {
    for (String name : names) {
      MessageJson.field(json, name, of, of.getDescriptorForType().findFieldByName(name));
    }
  }
}
