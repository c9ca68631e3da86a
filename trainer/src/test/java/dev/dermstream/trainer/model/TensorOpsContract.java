package dev.dermstream.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.platform.safetensors.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every backend's operations must compute; one subclass per backend. */
public abstract class TensorOpsContract {
  /** A few operations, independent of the backend. */
  @FunctionalInterface
  public interface Computation {
    <T> T apply(TensorOps<T> ops, List<T> inputs);
  }

  /** Runs operations on F32 and I64 inputs; the result must be float32 of the given shape. */
  protected abstract float[] compute(Computation computation, List<Tensor> inputs, long... shape)
      throws Exception;

  @Test
  void linearMultipliesByTheTransposedWeight() throws Exception {
    Tensor x = floats(new float[] {1, 2, 3, 4}, 1, 2, 2);
    Tensor weight = floats(new float[] {1, 0, 0, 1, 2, -1}, 3, 2);
    Tensor bias = floats(new float[] {10, 20, 30}, 3);

    assertClose(
        compute(TensorOpsContract::linear, List.of(x, weight, bias), 1, 2, 3),
        11,
        22,
        30,
        13,
        24,
        32);
    assertClose(
        compute(TensorOpsContract::linearWithoutBias, List.of(x, weight), 1, 2, 3),
        1,
        2,
        0,
        3,
        4,
        2);
  }

  @Test
  void linearReadsAKernelAsOneRowPerOutput() throws Exception {
    Tensor x = floats(new float[] {1, 2, 3, 4}, 1, 1, 4);
    Tensor kernel = floats(new float[] {1, 1, 1, 1, 0, 1, 0, 2}, 2, 1, 2, 2);

    assertClose(compute(TensorOpsContract::linearWithoutBias, List.of(x, kernel), 1, 1, 2), 10, 10);
  }

  @Test
  void matMulBroadcastsOverLeadingAxes() throws Exception {
    Tensor a = floats(new float[] {1, 2, 3, 4}, 2, 1, 2);
    Tensor b = floats(new float[] {1, 2, 3, 4}, 1, 2, 2);

    assertClose(compute(TensorOpsContract::matMul, List.of(a, b), 2, 1, 2), 7, 10, 15, 22);
  }

  @Test
  void elementwiseOperationsBroadcast() throws Exception {
    Tensor a = floats(new float[] {1, 2, 3, 4}, 2, 2);
    Tensor b = floats(new float[] {10, 20}, 2);

    assertClose(compute(TensorOpsContract::add, List.of(a, b), 2, 2), 11, 22, 13, 24);
    assertClose(compute(TensorOpsContract::subtract, List.of(a, b), 2, 2), -9, -18, -7, -16);
    assertClose(compute(TensorOpsContract::multiply, List.of(a, b), 2, 2), 10, 40, 30, 80);
    assertClose(
        compute(TensorOpsContract::scaleByMinusHalf, List.of(a), 2, 2), -.5f, -1, -1.5f, -2);
  }

  @Test
  void layerNormCentresAndRmsNormDoesNot() throws Exception {
    Tensor x = floats(new float[] {1, 3, 5, 7}, 1, 4);
    Tensor weight = floats(new float[] {1, 1, 2, 1}, 4);
    Tensor bias = floats(new float[] {0, 0, 0, 1}, 4);

    assertClose(
        compute(TensorOpsContract::layerNorm, List.of(x, weight, bias), 1, 4),
        -1.341640f,
        -.447213f,
        .894427f,
        2.341640f);
    assertClose(
        compute(TensorOpsContract::rmsNorm, List.of(x, weight), 1, 4),
        .218218f,
        .654653f,
        2.182178f,
        1.527525f);
  }

  @Test
  void activationsHaveTheirTextbookValues() throws Exception {
    Tensor x = floats(new float[] {-2, -1, 0, 1, 2}, 5);

    assertClose(
        compute(TensorOpsContract::geluTanh, List.of(x), 5),
        -.045402f,
        -.158808f,
        0,
        .841192f,
        1.954598f);
    assertClose(
        compute(TensorOpsContract::silu, List.of(x), 5),
        -.238406f,
        -.268941f,
        0,
        .731059f,
        1.761594f);
  }

  @Test
  void softmaxOfVeryLowScoresIsZero() throws Exception {
    Tensor x = floats(new float[] {1, 2, 3, 5, -Float.MAX_VALUE, 5}, 2, 3);

    assertClose(
        compute(TensorOpsContract::softmax, List.of(x), 2, 3),
        .090031f,
        .244728f,
        .665241f,
        .5f,
        0,
        .5f);
  }

  @Test
  void meanRemovesItsAxisAndNormalisingKeepsZero() throws Exception {
    Tensor x = floats(new float[] {1, 2, 3, 4}, 1, 2, 2);
    Tensor vectors = floats(new float[] {3, 4, 0, 0}, 2, 2);

    assertClose(compute(TensorOpsContract::meanOverRows, List.of(x), 1, 2), 2, 3);
    assertClose(compute(TensorOpsContract::l2Normalize, List.of(vectors), 2, 2), .6f, .8f, 0, 0);
  }

  @Test
  void anglesOfIntegers() throws Exception {
    Tensor positions = Tensor.ofLongs(new long[] {0, 1, 1000}, 3);

    assertClose(compute(TensorOpsContract::cosine, List.of(positions), 3), 1, .540302f, .562379f);
    assertClose(compute(TensorOpsContract::sine, List.of(positions), 3), 0, .841471f, .826880f);
  }

  @Test
  void shapesChangeAndValuesStay() throws Exception {
    Tensor x = floats(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 4);

    assertClose(
        compute(TensorOpsContract::reshapeToPairs, List.of(x), 2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);
    assertClose(compute(TensorOpsContract::turn, List.of(x), 4, 2), 1, 5, 2, 6, 3, 7, 4, 8);
    assertClose(compute(TensorOpsContract::secondHalf, List.of(x), 2, 2), 3, 4, 7, 8);
    assertClose(
        compute(
            TensorOpsContract::concatColumns, List.of(x, floats(new float[] {9, 9}, 2, 1)), 2, 5),
        1,
        2,
        3,
        4,
        9,
        5,
        6,
        7,
        8,
        9);
  }

  @Test
  void gatherTakesRowsOfAnyShape() throws Exception {
    Tensor rows = floats(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    Tensor matrices = floats(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2);

    assertClose(
        compute(
            TensorOpsContract::gather,
            List.of(rows, Tensor.ofLongs(new long[] {2, 0}, 1, 2)),
            1,
            2,
            2),
        5,
        6,
        1,
        2);
    assertClose(
        compute(
            TensorOpsContract::gather,
            List.of(matrices, Tensor.ofLongs(new long[] {1, 1, 0}, 3)),
            3,
            2,
            2),
        5,
        6,
        7,
        8,
        5,
        6,
        7,
        8,
        1,
        2,
        3,
        4);
  }

  @Test
  void maskHidesPaddingAndTheFuture() throws Exception {
    Tensor mask = Tensor.ofLongs(new long[] {1, 1, 1, 1, 0, 1, 1, 1}, 2, 4);
    Tensor queries = floats(new float[4], 2, 2, 1);

    float[] scores = compute(TensorOpsContract::causalMask, List.of(mask, queries), 2, 1, 2, 4);

    boolean[] hidden = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      hidden[i] = scores[i] < -1e38f;
      assertThat(hidden[i] || scores[i] == 0).isTrue();
    }
    assertThat(hidden)
        .containsExactly(
            false, false, false, true, false, false, false, false, true, false, false, true, true,
            false, false, false);
  }

  @Test
  void constantsTakePart() throws Exception {
    assertClose(
        compute(TensorOpsContract::addConstant, List.of(floats(new float[] {1, 2}, 1, 2)), 2, 2),
        11,
        12,
        21,
        22);
  }

  private static <T> T linear(TensorOps<T> ops, List<T> in) {
    return ops.linear(in.get(0), in.get(1), in.get(2));
  }

  private static <T> T linearWithoutBias(TensorOps<T> ops, List<T> in) {
    return ops.linear(in.get(0), in.get(1), null);
  }

  private static <T> T matMul(TensorOps<T> ops, List<T> in) {
    return ops.matMul(in.get(0), in.get(1));
  }

  private static <T> T add(TensorOps<T> ops, List<T> in) {
    return ops.add(in.get(0), in.get(1));
  }

  private static <T> T subtract(TensorOps<T> ops, List<T> in) {
    return ops.subtract(in.get(0), in.get(1));
  }

  private static <T> T multiply(TensorOps<T> ops, List<T> in) {
    return ops.multiply(in.get(0), in.get(1));
  }

  private static <T> T scaleByMinusHalf(TensorOps<T> ops, List<T> in) {
    return ops.scale(in.get(0), -0.5f);
  }

  private static <T> T layerNorm(TensorOps<T> ops, List<T> in) {
    return ops.layerNorm(in.get(0), in.get(1), in.get(2), 1e-6f);
  }

  private static <T> T rmsNorm(TensorOps<T> ops, List<T> in) {
    return ops.rmsNorm(in.get(0), in.get(1), 1e-6f);
  }

  private static <T> T geluTanh(TensorOps<T> ops, List<T> in) {
    return ops.geluTanh(in.get(0));
  }

  private static <T> T silu(TensorOps<T> ops, List<T> in) {
    return ops.silu(in.get(0));
  }

  private static <T> T softmax(TensorOps<T> ops, List<T> in) {
    return ops.softmax(in.get(0));
  }

  private static <T> T meanOverRows(TensorOps<T> ops, List<T> in) {
    return ops.mean(in.get(0), 1);
  }

  private static <T> T l2Normalize(TensorOps<T> ops, List<T> in) {
    return ops.l2Normalize(in.get(0));
  }

  private static <T> T cosine(TensorOps<T> ops, List<T> in) {
    return ops.cos(ops.toFloat(in.get(0)));
  }

  private static <T> T sine(TensorOps<T> ops, List<T> in) {
    return ops.sin(ops.toFloat(in.get(0)));
  }

  private static <T> T reshapeToPairs(TensorOps<T> ops, List<T> in) {
    return ops.reshape(in.get(0), 0, -1, 2);
  }

  private static <T> T turn(TensorOps<T> ops, List<T> in) {
    return ops.transpose(in.get(0), 1, 0);
  }

  private static <T> T secondHalf(TensorOps<T> ops, List<T> in) {
    return ops.halves(in.get(0)).get(1);
  }

  private static <T> T concatColumns(TensorOps<T> ops, List<T> in) {
    return ops.concat(1, in);
  }

  private static <T> T gather(TensorOps<T> ops, List<T> in) {
    return ops.gather(in.get(0), in.get(1));
  }

  private static <T> T causalMask(TensorOps<T> ops, List<T> in) {
    return ops.causalMask(in.get(0), in.get(1));
  }

  private static <T> T addConstant(TensorOps<T> ops, List<T> in) {
    return ops.add(in.get(0), ops.constant(new float[] {10, 20}, 2, 1));
  }

  private static Tensor floats(float[] values, long... shape) {
    return Tensor.ofFloats(values, shape);
  }

  private static void assertClose(float[] actual, float... wanted) {
    assertThat(actual).hasSameSizeAs(wanted);
    for (int i = 0; i < wanted.length; i++) {
      assertThat(actual[i]).as("element %d", i).isCloseTo(wanted[i], within(2e-6f));
    }
  }
}
