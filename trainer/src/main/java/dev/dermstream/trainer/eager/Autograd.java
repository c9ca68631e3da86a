package dev.dermstream.trainer.eager;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * When gradients are recorded. PyTorch keeps this switch per thread; outside {@link #backward}
 * nothing should be recorded, so run inference inside {@link #withoutGradient}.
 *
 * <p>Several threads may call {@link #backward} at once over the same parameters, each with its own
 * part of a batch: PyTorch adds to a parameter's gradient under a lock. The optimizer's step must
 * wait for all of them.
 */
public final class Autograd {
  static {
    // The switch lies in the engine's native library, which this loads.
    Engine.getEngine("PyTorch");
  }

  private Autograd() {}

  /**
   * Computes a loss and adds its gradients to the trainable parameters, then frees the step's
   * arrays. Several calls before an optimizer step accumulate.
   *
   * @param parent whose sub-manager is handed to {@code loss}; inputs made in it end with the call
   * @param loss returns a scalar array
   * @return the loss
   */
  public static float backward(NDManager parent, Function<NDManager, NDArray> loss) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
    try (NDManager step = parent.newSubManager()) {
      NDArray scalar = loss.apply(step);
      JniUtils.backward(
          EagerOps.pt(scalar), EagerOps.pt(step.ones(scalar.getShape())), false, false);
      return scalar.getFloat();
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  /** Computes without recording. */
  public static <R> R withoutGradient(Supplier<R> computation) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try {
      return computation.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }
}
