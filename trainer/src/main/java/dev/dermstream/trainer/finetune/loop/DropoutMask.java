package dev.dermstream.trainer.finetune.loop;

import ai.djl.ndarray.NDArray;
import dev.dermstream.trainer.eager.EagerOps;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * Dropout (Srivastava et al. 2014) whose masks are a function of the run's seed and the place in
 * it. PyTorch's own generator is shared by all threads and cannot be set back to a step. Confined
 * to one thread.
 */
final class DropoutMask implements UnaryOperator<NDArray> {
  private static final long PURPOSE = 3;

  /** A draw of 64 bits decides over four elements. */
  private static final int BITS = 16;

  private static final int VALUES = 1 << BITS;

  private final EagerOps ops;
  private final long seed;
  private final int dropped;
  private final float scale;
  private SplittableRandom random;

  /**
   * A mask.
   *
   * @param probability of dropping an element, 0 to below 1
   */
  DropoutMask(EagerOps ops, double probability, long seed) {
    this.ops = ops;
    this.seed = seed;
    this.dropped = (int) Math.round(probability * VALUES);
    this.scale = (float) VALUES / (VALUES - dropped);
    this.random = Seeds.at(seed, PURPOSE, 0);
  }

  /** Masks from here on are those of this place. */
  void begin(long place) {
    random = Seeds.at(seed, PURPOSE, place);
  }

  @Override
  public NDArray apply(NDArray x) {
    float[] mask = new float[Math.toIntExact(x.size())];
    for (int i = 0; i < mask.length; ) {
      long bits = random.nextLong();
      for (int end = Math.min(mask.length, i + Long.SIZE / BITS); i < end; i++) {
        mask[i] = (bits & VALUES - 1) >= dropped ? scale : 0;
        bits >>>= BITS;
      }
    }
    return ops.multiply(x, x.getManager().create(mask, x.getShape()));
  }
}
