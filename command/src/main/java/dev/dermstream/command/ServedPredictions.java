package dev.dermstream.command;

import dev.dermstream.command.ScreenedFile.Reported;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.evaluation.served.ServedImage;
import dev.dermstream.v1.ClassConfidence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Class confidences of the images that were measured and whose class the profile knows, answered or
 * not, as probabilities.
 *
 * @param trueClasses place of each image's class
 * @param probabilities of each image, {@code [classes]}; 0 for a class without a cluster
 * @param groups of each image; empty if nobody knows
 * @param classes of the label set
 */
record ServedPredictions(
    List<Integer> trueClasses, List<float[]> probabilities, List<String> groups, int classes) {
  private static final double PERCENT = 100;

  static ServedPredictions of(List<ServedRow> rows, ServedLabels labels) {
    ServedPredictions predictions =
        new ServedPredictions(
            new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), labels.size());
    for (ServedRow row : rows) {
      int trueClass = labels.find(row.row().className());
      if (trueClass != ServedImage.NONE
          && row.screened() instanceof Reported(var file, var report)
          && report.getClassConfidenceCount() > 0) {
        float[] probabilities = new float[labels.size()];
        for (ClassConfidence confidence : report.getClassConfidenceList()) {
          int place = labels.place(confidence.getIdCode());
          if (place == ServedImage.NONE) {
            throw new ServiceException(
                ErrorCode.RELEASE_MISMATCH,
                "A report measures class %d, which the profile does not have."
                    .formatted(confidence.getIdCode()));
          }
          probabilities[place] = (float) (confidence.getConfidencePercent() / PERCENT);
        }
        predictions.trueClasses.add(trueClass);
        predictions.probabilities.add(probabilities);
        predictions.groups.add(row.group());
      }
    }
    return predictions;
  }

  /** Also where there is nothing to choose between. */
  boolean isEmpty() {
    return trueClasses.isEmpty() || classes < 2;
  }

  void write(Path file) throws IOException {
    int n = trueClasses.size();
    float[] all = new float[n * classes];
    for (int row = 0; row < n; row++) {
      System.arraycopy(probabilities.get(row), 0, all, row * classes, classes);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(
        "y_true", Tensor.ofLongs(trueClasses.stream().mapToLong(Integer::longValue).toArray(), n));
    tensors.put("probabilities", Tensor.ofFloats(all, n, classes));
    if (groups.stream().anyMatch(group -> !group.isEmpty())) {
      tensors.put("group", Tensor.ofLongs(groupNumbers(), n));
    }
    Safetensors.write(file, tensors);
  }

  /** An image that names no group is one by itself. */
  private long[] groupNumbers() {
    Map<String, Long> numbers = new HashMap<>();
    long[] of = new long[groups.size()];
    long next = 0;
    for (int i = 0; i < of.length; i++) {
      String group = groups.get(i);
      Long known = group.isEmpty() ? null : numbers.putIfAbsent(group, next);
      of[i] = known == null ? next++ : known;
    }
    return of;
  }
}
