package dev.dermstream.trainer.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Says for every patch of a picture whether it lies in the box of a lesion: the vision transformer
 * with small patches and one linear unit over each of them.
 *
 * @param <T> a tensor of the backend
 */
public final class RegionFinder<T> {
  private static final String HEAD = "region_head";

  private final TensorOps<T> ops;
  private final int side;
  private final VisionTransformer<T> transformer;
  private final Modules.Layer<T> head;

  public RegionFinder(Modules<T> modules, VisionConfig config) {
    ops = modules.ops();
    side = config.patchesPerSide();
    transformer = new VisionTransformer<>(modules, config);
    head = modules.linear(HEAD);
  }

  /** Names and shapes of its weights. */
  public static Map<String, long[]> parameters(VisionConfig config) {
    Map<String, long[]> shapes = new LinkedHashMap<>(ParameterShapes.vision(config));
    ParameterShapes.linear(shapes, HEAD, 1, config.hiddenSize());
    return shapes;
  }

  /**
   * Log odds that a patch lies in a lesion's box.
   *
   * @param pixelValues {@code [batch, channels, size, size]}, normalised
   * @return {@code [batch, side, side]}, row by row
   */
  public T forward(T pixelValues) {
    return ops.reshape(head.apply(transformer.forward(pixelValues)), 0, side, side);
  }
}
