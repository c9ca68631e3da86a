package dev.dermstream.command;

import dev.dermstream.command.ScreenedFile.Failed;
import dev.dermstream.command.ScreenedFile.Ranked;
import dev.dermstream.command.ScreenedFile.Reported;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.evaluation.served.ServedImage;
import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.RankResponse;
import dev.dermstream.v1.RankedLabel;
import dev.dermstream.v1.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Class confidences of the images that were measured and whose class is known, answered or not, as
 * probabilities; or the likelihoods of labels that requests brought.
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
      Optional<float[]> probabilities = probabilities(row.screened(), labels);
      if (trueClass != ServedImage.NONE && probabilities.isPresent()) {
        predictions.trueClasses.add(trueClass);
        predictions.probabilities.add(probabilities.get());
        predictions.groups.add(row.group());
      }
    }
    return predictions;
  }

  /** Measured against the index, or said by the model of labels that the request brought. */
  private static Optional<float[]> probabilities(ScreenedFile screened, ServedLabels labels) {
    float[] probabilities = new float[labels.size()];
    return switch (screened) {
      case Reported(Path file, Report report) -> {
        for (ClassConfidence confidence : report.getClassConfidenceList()) {
          probabilities[known(labels.place(confidence.getIdCode()))] =
              (float) (confidence.getConfidencePercent() / PERCENT);
        }
        yield report.getClassConfidenceCount() == 0 ? Optional.empty() : Optional.of(probabilities);
      }
      case Ranked(Path file, RankResponse answer) -> {
        for (RankedLabel ranked : answer.getRankingList()) {
          probabilities[known(labels.find(ranked.getLabel()))] =
              (float) (ranked.getLikelihoodPercent() / PERCENT);
        }
        yield Optional.of(probabilities);
      }
      case Failed failed -> Optional.empty();
    };
  }

  private static int known(int place) {
    if (place == ServedImage.NONE) {
      throw new ServiceException(
          ErrorCode.RELEASE_MISMATCH, "An answer tells of a class that was not asked for.");
    }
    return place;
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
