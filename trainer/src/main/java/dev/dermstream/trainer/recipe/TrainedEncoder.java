package dev.dermstream.trainer.recipe;

import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.model.VisionConfig;
import dev.dermstream.trainer.recipe.data.MixedPictures;
import dev.dermstream.trainer.recipe.data.TextCodec;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * What stage 1 leaves, from this run or from its checkpoint.
 *
 * @param weights of the vision encoder by name
 * @param anchors where the descriptions of each class lie
 * @param loss mean of the last steps
 */
record TrainedEncoder(Map<String, Tensor> weights, ClassAnchors anchors, double loss) {

  /**
   * Trains, and keeps what came of it in the work directory; or takes what is kept there.
   *
   * @param perClass pictures of every class in each half of a batch
   */
  static TrainedEncoder of(
      MixedPictures pictures,
      int perClass,
      TextCodec codec,
      VisionConfig vision,
      StageConfig config,
      long seed,
      ExecutorService threads,
      WorkDirectory checkpoints,
      Stopwatch stopwatch)
      throws IOException {
    Optional<Map<String, Tensor>> earlier = checkpoints.read(WorkDirectory.CONTRASTIVE);
    if (earlier.isPresent()) {
      stopwatch.resume(earlier.get());
      return of(earlier.get());
    }
    try (ContrastiveStage stage = new ContrastiveStage(pictures, perClass, codec, vision, seed)) {
      double[] losses = stage.train(config, seed, threads);
      Map<String, Tensor> tensors = new LinkedHashMap<>(stage.visionWeights());
      tensors.putAll(stage.anchors().tensors());
      tensors.putAll(stopwatch.tensors());
      tensors.putAll(LastLoss.tensors(losses));
      checkpoints.write(WorkDirectory.CONTRASTIVE, tensors);
      return of(tensors);
    }
  }

  private static TrainedEncoder of(Map<String, Tensor> tensors) {
    Map<String, Tensor> weights = new LinkedHashMap<>(tensors);
    weights.keySet().removeIf(name -> !name.startsWith(ParameterShapes.VISION));
    return new TrainedEncoder(weights, ClassAnchors.of(tensors), LastLoss.of(tensors));
  }
}
