package dev.dermstream.trainer.eager;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
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
      Tape tape = new Tape();
      NDArray scalar = tape.during(() -> loss.apply(step));
      JniUtils.backward(
          EagerOps.pt(scalar), EagerOps.pt(step.ones(scalar.getShape())), !tape.isEmpty(), false);
      float value = scalar.getFloat();
      tape.rewind();
      return value;
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

  /**
   * Whether a gradient would flow into an array: it is a leaf that takes one, or was computed from
   * such while recording. DJL tells it of leaves alone, so this asks what happens to the flag when
   * it is set: an inner node's stays as it was.
   *
   * @param array of this thread's step
   */
  static boolean isRecorded(NDArray array) {
    PtNDArray asked = EagerOps.pt(array);
    if (JniUtils.requiresGrad(asked)) {
      return true;
    }
    JniUtils.attachGradient(asked, true);
    if (!JniUtils.requiresGrad(asked)) {
      return true;
    }
    JniUtils.attachGradient(asked, false);
    return false;
  }
}
