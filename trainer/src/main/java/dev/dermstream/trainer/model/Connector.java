package dev.dermstream.trainer.model;

/**
 * From vision to text: pixel shuffle folds squares of {@code scale_factor} x {@code scale_factor}
 * patches into one token, a linear layer brings it to the decoder's size (Idefics3, Laurençon et
 * al. 2024).
 */
public final class Connector<T> {
  private final TensorOps<T> ops;
  private final int side;
  private final int scale;
  private final int hidden;
  private final Modules.Layer<T> projection;

  public Connector(Modules<T> modules, Idefics3Config config) {
    this.ops = modules.ops();
    this.side = config.vision().patchesPerSide();
    this.scale = config.scaleFactor();
    this.hidden = config.vision().hiddenSize();
    this.projection = modules.linearWithoutBias(ParameterShapes.CONNECTOR);
  }

  /** {@code [batch, patches, vision hidden]} to {@code [batch, image tokens, text hidden]}. */
  public T forward(T lastHiddenState) {
    int folded = side / scale;
    int wide = hidden * scale;
    T columns = ops.reshape(lastHiddenState, 0, side, folded, wide);
    T turned = ops.transpose(columns, 0, 2, 1, 3);
    T squares = ops.reshape(turned, 0, folded, folded, (long) wide * scale);
    T back = ops.transpose(squares, 0, 2, 1, 3);
    return projection.apply(ops.reshape(back, 0, (long) folded * folded, (long) wide * scale));
  }
}
