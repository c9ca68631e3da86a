package dev.dermstream.trainer.recipe.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.trainer.eager.Autograd;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.recipe.data.MixedPictures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;

/** Embeds pictures with the present weights, several batches at the same time. */
public final class Embedder {
  private static final int BATCH = 50;

  private final EagerModel model;
  private final EagerParameters parameters;
  private final int dimension;
  private final ExecutorService threads;

  /**
   * An embedder.
   *
   * @param dimension size of an embedding
   * @param threads compute, while the caller waits
   */
  public Embedder(
      EagerModel model, EagerParameters parameters, int dimension, ExecutorService threads) {
    this.model = model;
    this.parameters = parameters;
    this.dimension = dimension;
    this.threads = threads;
  }

  /** Embeddings of the first pictures of a set, {@code [count, dimension]}. */
  public UnitVectors embed(MixedPictures pictures, int count) {
    float[] values = new float[Math.multiplyExact(count, dimension)];
    List<Runnable> batches = new ArrayList<>();
    for (int first = 0; first < count; first += BATCH) {
      int[] numbers = IntStream.range(first, Math.min(count, first + BATCH)).toArray();
      batches.add(() -> embed(pictures, numbers, values));
    }
    Threads.runAll(threads, batches);
    return UnitVectors.of(values, dimension);
  }

  private void embed(MixedPictures pictures, int[] numbers, float[] values) {
    float[] embedded =
        Autograd.withoutGradient(() -> {
          try (NDManager step = parameters.manager().newSubManager()) {
            NDArray pixels =
                step.create(
                    pictures.values(numbers),
                    new Shape(numbers.length, 3, pictures.size(), pictures.size()));
            return model.imageEmbeds(model.visionStates(pixels)).toFloatArray();
          }
        });
    System.arraycopy(embedded, 0, values, numbers[0] * dimension, embedded.length);
  }
}
