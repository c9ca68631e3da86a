package dev.dermstream.trainer.reference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.engine.ImageEncoder;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.trainer.eager.Autograd;
import dev.dermstream.trainer.eager.EagerModel;
import java.util.List;

/** The vision side, one picture after the other. */
final class EagerImageEncoder implements ImageEncoder {
  private static final int CHANNELS = 3;

  private final EagerWeights weights;

  EagerImageEncoder(EagerWeights weights) {
    this.weights = weights;
  }

  @Override
  public List<EncodedImage> encode(List<PixelValues> pixels) {
    return pixels.stream().map(this::encodeOne).toList();
  }

  private EncodedImage encodeOne(PixelValues pixels) {
    int size = weights.config().vision().imageSize();
    if (pixels.height() != size || pixels.width() != size) {
      throw new IllegalArgumentException(
          "The model takes pictures of %d x %d, not %d x %d"
              .formatted(size, size, pixels.height(), pixels.width()));
    }
    return Autograd.withoutGradient(() -> {
      try (NDManager manager = weights.newManager()) {
        EagerModel model = weights.base();
        NDArray states =
            model.visionStates(manager.create(pixels.values(), new Shape(1, CHANNELS, size, size)));
        NDArray features = model.imageFeatures(states);
        return new EncodedImage(
            model.imageEmbeds(states).toFloatArray(),
            features.toFloatArray(),
            Math.toIntExact(features.getShape().get(1)),
            Math.toIntExact(features.getShape().get(2)));
      }
    });
  }

  @Override
  public void close() {
    weights.release();
  }
}
