package dev.dermstream.trainer.eager;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.dermstream.trainer.model.Decoder;
import java.util.Arrays;

/**
 * Mean cross entropy of every next token. Logits are computed only at the positions whose next
 * token has a label.
 */
final class NextTokenLoss {
  /** Labels that take no part in the loss. */
  static final long IGNORED = -100;

  private NextTokenLoss() {}

  /**
   * The loss.
   *
   * @param hidden normed hidden states {@code [batch, sequence, size]}
   * @param labels {@code [batch][sequence]}, as long as the inputs; the label at {@code i} is
   *     predicted at {@code i - 1}
   */
  static NDArray of(Decoder<NDArray> decoder, EagerOps ops, NDArray hidden, long[][] labels) {
    int sequence = (int) hidden.getShape().get(1);
    long[] positions = new long[labels.length * sequence];
    long[] targets = new long[positions.length];
    int count = 0;
    for (int b = 0; b < labels.length; b++) {
      if (labels[b].length != sequence) {
        throw new IllegalArgumentException(
            "Labels of row %d: %d, needed are %d".formatted(b, labels[b].length, sequence));
      }
      for (int i = 1; i < sequence; i++) {
        if (labels[b][i] != IGNORED) {
          positions[count] = (long) b * sequence + i - 1;
          targets[count++] = labels[b][i];
        }
      }
    }
    if (count == 0) {
      throw new IllegalArgumentException("No position of the batch has a label");
    }
    NDManager manager = hidden.getManager();
    NDArray rows = hidden.reshape(-1, hidden.getShape().get(2));
    NDArray chosen = ops.gather(rows, manager.create(Arrays.copyOf(positions, count)));
    NDArray logProbabilities = decoder.logits(chosen).logSoftmax(-1);
    NDArray target = manager.create(Arrays.copyOf(targets, count), new Shape(count, 1));
    return JniUtils.gather(EagerOps.pt(logProbabilities), EagerOps.pt(target), 1).mean().neg();
  }
}
