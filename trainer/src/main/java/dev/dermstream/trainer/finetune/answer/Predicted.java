package dev.dermstream.trainer.finetune.answer;

import com.google.gson.JsonObject;
import dev.dermstream.platform.safetensors.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Class probabilities of the test side's pictures, in their order. Not thread-safe. */
final class Predicted {
  private final int classes;
  private final List<double[]> rows = new ArrayList<>();
  private final List<Integer> truth = new ArrayList<>();
  private final List<String> modalities = new ArrayList<>();
  private final List<String> groups = new ArrayList<>();

  Predicted(int classes) {
    this.classes = classes;
  }

  /**
   * A picture.
   *
   * @param group that it belongs to; empty if it stands alone
   */
  void add(int trueClass, String modality, String group, double[] probabilities) {
    groups.add(group);
    rows.add(probabilities.clone());
    truth.add(trueClass);
    modalities.add(modality);
  }

  /** {@code y_true [n]}, {@code probabilities [n, classes]}, and {@code group [n]} if known. */
  Map<String, Tensor> tensors() {
    float[] values = new float[rows.size() * classes];
    for (int row = 0; row < rows.size(); row++) {
      for (int code = 0; code < classes; code++) {
        values[row * classes + code] = (float) rows.get(row)[code];
      }
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(
        "y_true",
        Tensor.ofLongs(truth.stream().mapToLong(Integer::longValue).toArray(), truth.size()));
    tensors.put("probabilities", Tensor.ofFloats(values, rows.size(), classes));
    if (groups.stream().noneMatch(String::isEmpty)) {
      List<String> distinct = groups.stream().distinct().toList();
      tensors.put(
          "group",
          Tensor.ofLongs(groups.stream().mapToLong(distinct::indexOf).toArray(), groups.size()));
    }
    return tensors;
  }

  /** Accuracy of every modality, where there are several. */
  JsonObject byModality() {
    Map<String, int[]> counts = new TreeMap<>();
    for (int row = 0; row < rows.size(); row++) {
      int[] count = counts.computeIfAbsent(modalities.get(row), key -> new int[2]);
      count[0]++;
      count[1] += best(rows.get(row)) == truth.get(row) ? 1 : 0;
    }
    JsonObject json = new JsonObject();
    if (counts.size() > 1) {
      counts.forEach((modality, count) -> {
        JsonObject figures = new JsonObject();
        figures.addProperty("samples", count[0]);
        figures.addProperty("accuracy", (double) count[1] / count[0]);
        json.add(modality, figures);
      });
    }
    return json;
  }

  private static int best(double[] row) {
    int best = 0;
    for (int code = 1; code < row.length; code++) {
      if (row[code] > row[best]) {
        best = code;
      }
    }
    return best;
  }
}
