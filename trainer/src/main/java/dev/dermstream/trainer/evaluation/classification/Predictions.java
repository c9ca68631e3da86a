package dev.dermstream.trainer.evaluation.classification;

import dev.dermstream.index.snapshot.TensorFile;
import dev.dermstream.platform.safetensors.DataType;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.evaluation.SamplingUnits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/**
 * What a classifier said of samples whose class is known.
 *
 * @param trueClass {@code [n]}, each 0 to classes - 1; n is at least 1
 * @param probabilities {@code [n, classes]}, row-major, 0 to 1, each row summing to one
 * @param classes at least 2
 * @param units what the bootstrap draws
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read often, compared nowhere
record Predictions(int[] trueClass, float[] probabilities, int classes, SamplingUnits units) {
  private static final String TRUE_CLASS = "y_true";
  private static final String PROBABILITIES = "probabilities";
  private static final String GROUP = "group";

  /** How far a row's sum may be from one: rounding, by the type's precision. */
  private static final double SUM_TOLERANCE = 1e-3;

  private static final double COARSE_SUM_TOLERANCE = 2e-2;
  private static final Set<DataType> COARSE = Set.of(DataType.F16, DataType.BF16);

  /**
   * Reads a file.
   *
   * @param path safetensors with {@code y_true} [n], integers, and {@code probabilities} [n,
   *     classes], floating, and if known {@code group} [n], integers: samples of the same belong
   *     together
   * @throws dev.dermstream.error.ServiceException (INVALID_INPUT) if it holds anything else; names
   *     file, tensor and row
   * @throws IOException if it cannot be read or is no safetensors file
   */
  static Predictions read(Path path) throws IOException {
    TensorFile file = TensorFile.read(path);
    int[] trueClass = file.integers(TRUE_CLASS);
    Tensor tensor = file.tensor(PROBABILITIES, 2);
    requireShape(file, trueClass.length, tensor);
    Predictions read =
        new Predictions(
            trueClass, floats(file, tensor), tensor.dimension(1), units(file, trueClass.length));
    double tolerance = COARSE.contains(tensor.type()) ? COARSE_SUM_TOLERANCE : SUM_TOLERANCE;
    for (int row = 0; row < read.samples(); row++) {
      read.requireClass(file, row);
      read.requireDistribution(file, row, tolerance);
    }
    return read;
  }

  private static SamplingUnits units(TensorFile file, int samples) {
    if (!file.tensors().containsKey(GROUP)) {
      return SamplingUnits.single(samples);
    }
    int[] groups = file.integers(GROUP);
    if (groups.length != samples) {
      throw file.refuse(
          GROUP, "has %d rows, %s has %d".formatted(groups.length, TRUE_CLASS, samples), null);
    }
    return SamplingUnits.of(GROUP, Arrays.stream(groups).boxed().toList());
  }

  private static void requireShape(TensorFile file, int samples, Tensor probabilities) {
    if (samples == 0) {
      throw file.refuse(TRUE_CLASS, "holds no sample", null);
    }
    if (probabilities.dimension(0) != samples) {
      throw file.refuse(
          PROBABILITIES,
          "has %d rows, %s has %d".formatted(probabilities.dimension(0), TRUE_CLASS, samples),
          null);
    }
    if (probabilities.dimension(1) < 2) {
      throw file.refuse(
          PROBABILITIES,
          "has %d columns; at least 2 classes are needed".formatted(probabilities.dimension(1)),
          null);
    }
  }

  private static float[] floats(TensorFile file, Tensor tensor) {
    try {
      return tensor.toFloats();
    } catch (IllegalArgumentException e) {
      throw file.refuse(PROBABILITIES, e.getMessage(), e);
    }
  }

  private void requireClass(TensorFile file, int row) {
    if (trueClass[row] < 0 || trueClass[row] >= classes) {
      throw file.refuse(
          TRUE_CLASS,
          "row %d is %d, outside the classes 0 to %d".formatted(row, trueClass[row], classes - 1),
          null);
    }
  }

  private void requireDistribution(TensorFile file, int row, double tolerance) {
    double sum = 0;
    for (int code = 0; code < classes; code++) {
      float p = probability(row, code);
      if (!(p >= 0 && p <= 1)) {
        throw file.refuse(
            PROBABILITIES,
            "row %d holds %s for class %d, outside 0 to 1".formatted(row, p, code),
            null);
      }
      sum += p;
    }
    if (Math.abs(sum - 1) > tolerance) {
      throw file.refuse(PROBABILITIES, "row %d sums to %s, not to 1".formatted(row, sum), null);
    }
  }

  int samples() {
    return trueClass.length;
  }

  float probability(int row, int code) {
    return probabilities[row * classes + code];
  }

  /** A copy of one row. */
  double[] row(int row) {
    double[] values = new double[classes];
    for (int code = 0; code < classes; code++) {
      values[code] = probability(row, code);
    }
    return values;
  }

  /** The most probable class of a row; of equals the lowest. */
  int predicted(int row) {
    int best = 0;
    for (int code = 1; code < classes; code++) {
      if (probability(row, code) > probability(row, best)) {
        best = code;
      }
    }
    return best;
  }
}
