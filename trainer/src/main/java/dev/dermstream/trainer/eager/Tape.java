package dev.dermstream.trainer.eager;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.dermstream.trainer.model.Linear;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Layers of one step whose weights the engine must not remember. PyTorch's graph would hold a
 * layer's float32 weights from its forward pass to its backward pass, and DJL has no functions with
 * a gradient of their own. So the graph is cut at such a layer: its input and its output become
 * leaves, and what lies between is noted here. After the engine has brought the loss's gradient to
 * the last leaves, {@link #rewind} takes the notes from the last to the first: from a layer's
 * output to its input by its own product, from its input on through the engine's graph to the
 * leaves before it.
 *
 * <p>A note's output has its whole gradient when its turn comes, because whatever uses it was noted
 * later or lies in the engine's graph behind it. For one thread and one step.
 */
final class Tape {
  private static final ScopedValue<Tape> CURRENT = ScopedValue.newInstance();

  private final Deque<Runnable> notes = new ArrayDeque<>();
  private final IdentityHashMap<NDArray, NDArray> inputs = new IdentityHashMap<>();

  /** Runs the forward pass with this tape as the thread's. */
  NDArray during(Supplier<NDArray> forward) {
    return ScopedValue.where(CURRENT, this).call(forward::get);
  }

  /**
   * The tape of the step that runs on this thread.
   *
   * @throws IllegalStateException if gradients are recorded outside {@link Autograd#backward}
   */
  static Tape current() {
    if (!CURRENT.isBound()) {
      throw new IllegalStateException(
          "Gradients through a quantised base are computed by Autograd.backward alone");
    }
    return CURRENT.get();
  }

  boolean isEmpty() {
    return notes.isEmpty();
  }

  /**
   * A layer that is cut out of the graph.
   *
   * @param x its input, which takes a gradient
   * @param product the frozen part, from input to output
   * @param transposed its gradient, from that of the output to that of the input
   * @param correction what is added to the product, recorded by the engine
   */
  NDArray record(
      NDArray x,
      UnaryOperator<NDArray> product,
      UnaryOperator<NDArray> transposed,
      Linear.Correction<NDArray> correction) {
    NDArray input = inputs.computeIfAbsent(x, this::cut);
    NDArray delta = correction.of(input);
    NDArray output =
        Autograd.withoutGradient(() -> {
          NDArray y = product.apply(input);
          if (delta == null) {
            return y;
          }
          try (y) {
            return JniUtils.add(EagerOps.pt(y), EagerOps.pt(delta));
          }
        });
    output.setRequiresGradient(true);
    notes.push(() -> {
      passOn(
          output,
          gradient -> {
            if (delta != null) {
              push(delta, gradient);
            }
            try (NDArray before = Autograd.withoutGradient(() -> transposed.apply(gradient))) {
              push(input, before);
            }
          });
    });
    return output;
  }

  /**
   * A leaf of the same values; layers that share an input share the leaf. What is computed from it
   * is freed as soon as its gradient has gone on to {@code x}: all that follows in the forward pass
   * is done by then.
   */
  private NDArray cut(NDArray x) {
    NDManager segment = x.getManager().newSubManager();
    NDArray leaf = JniUtils.detachGradient(EagerOps.pt(x));
    leaf.attach(segment);
    leaf.setRequiresGradient(true);
    notes.push(() -> {
      passOn(leaf, gradient -> push(x, gradient));
      segment.close();
    });
    return leaf;
  }

  /** Brings the gradients to everything before the cuts. */
  void rewind() {
    while (!notes.isEmpty()) {
      notes.pop().run();
    }
  }

  private static void passOn(NDArray leaf, Consumer<NDArray> next) {
    try (PtNDArray gradient = JniUtils.getGradient(EagerOps.pt(leaf))) {
      // Nothing that the loss depends on came out of this layer.
      if (gradient != null) {
        next.accept(gradient);
      }
    }
  }

  /** The graph is kept, because a part of it may be entered from several cuts. */
  private static void push(NDArray into, NDArray gradient) {
    JniUtils.backward(EagerOps.pt(into), EagerOps.pt(gradient), true, false);
  }
}
