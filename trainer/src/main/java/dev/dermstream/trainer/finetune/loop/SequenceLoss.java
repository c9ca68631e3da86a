package dev.dermstream.trainer.finetune.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.recipe.data.SequenceBatch;
import java.util.List;

/** Computes the mean loss of samples side by side. */
record SequenceLoss(Idefics3Config config, LossMask mask) {
  /**
   * The loss.
   *
   * @param manager owns the result
   * @return mean over the tokens that take part, a scalar
   */
  NDArray of(EagerModel model, NDManager manager, List<Sample> samples) {
    SequenceBatch batch = mask.batch(samples.stream().map(Sample::sequence).toList());
    NDArray features = features(manager, samples.stream().map(Sample::tokens).toList());
    NDArray embeds = model.inputsEmbeds(manager, batch.ids(), features);
    return model.loss(model.hiddenStates(embeds, batch.mask()), batch.labels());
  }

  private NDArray features(NDManager manager, List<float[]> pictures) {
    int length = pictures.getFirst().length;
    float[] values = new float[pictures.size() * length];
    for (int i = 0; i < pictures.size(); i++) {
      System.arraycopy(pictures.get(i), 0, values, i * length, length);
    }
    return manager.create(
        values, new Shape(pictures.size(), config.imageTokens(), config.text().hiddenSize()));
  }

  /** Tokens of the samples that take part. */
  int count(List<Sample> samples) {
    return samples.stream().mapToInt(sample -> mask.count(sample.sequence())).sum();
  }
}
