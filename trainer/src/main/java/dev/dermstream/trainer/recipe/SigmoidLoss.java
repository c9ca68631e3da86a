package dev.dermstream.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.dermstream.trainer.model.TensorOps;

/**
 * The pairwise sigmoid loss of SigLIP (Zhai, Mustafa, Kolesnikov, Beyer: Sigmoid loss for language
 * image pre-training, 2023, equation 1 and algorithm 1): {@code -1/n sum_ij log sigmoid(z_ij (t x_i
 * y_j + b))} with image embeddings x, text embeddings y, {@code t = exp(t')} and z 1 for a pair
 * that belongs together, -1 otherwise.
 *
 * <p>In the paper only a picture's own text belongs to it. Here every text of the picture's class
 * does: with 15 classes a batch holds other pictures of the same class, whose texts say the same
 * thing; counting them as wrong would push apart what ought to cluster.
 */
final class SigmoidLoss {
  /** Start of t', the logarithm of the temperature, as in the paper. */
  static final float INITIAL_LOG_SCALE = (float) Math.log(10);

  /** Start of b, as in the paper: most pairs do not belong together. */
  static final float INITIAL_BIAS = -10;

  private SigmoidLoss() {}

  /**
   * The loss.
   *
   * @param images L2-normalised {@code [n, dimension]}; owns the result
   * @param texts L2-normalised {@code [m, dimension]}
   * @param imageClasses {@code [n]}
   * @param textClasses {@code [m]}
   * @param logScale t' {@code [1]}
   * @param bias b {@code [1]}
   * @return a scalar
   */
  static NDArray of(
      TensorOps<NDArray> ops,
      NDArray images,
      NDArray texts,
      int[] imageClasses,
      int[] textClasses,
      NDArray logScale,
      NDArray bias) {
    NDArray cosines = ops.matMul(images, ops.transpose(texts, 1, 0));
    NDArray scale = ops.add(images.getManager().zeros(new Shape(1)), logScale).exp();
    NDArray logits = ops.add(ops.multiply(cosines, scale), bias);
    NDArray opposite =
        images
            .getManager()
            .create(
                oppositeSigns(imageClasses, textClasses),
                new Shape(imageClasses.length, textClasses.length));
    // -log sigmoid(z) is softplus(-z).
    NDArray losses = Activation.softPlus(ops.multiply(logits, opposite));
    return ops.scale(losses.sum(), 1f / imageClasses.length);
  }

  private static float[] oppositeSigns(int[] imageClasses, int[] textClasses) {
    float[] signs = new float[imageClasses.length * textClasses.length];
    int next = 0;
    for (int image : imageClasses) {
      for (int text : textClasses) {
        signs[next++] = image == text ? -1 : 1;
      }
    }
    return signs;
  }
}
