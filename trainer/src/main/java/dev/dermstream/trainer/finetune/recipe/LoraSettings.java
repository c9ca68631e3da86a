package dev.dermstream.trainer.finetune.recipe;

import dev.dermstream.platform.lora.LoraConfig;
import java.util.List;

/**
 * The adapter (Hu et al. 2021); the decoder alone has one.
 *
 * @param rank inner dimension
 * @param alpha numerator of the scale
 * @param dropout of the adapter's inputs while training
 * @param targets last parts of the names of the linear layers
 */
public record LoraSettings(int rank, double alpha, double dropout, List<String> targets) {
  public LoraSettings {
    targets = List.copyOf(targets);
  }

  /**
   * As PEFT writes it.
   *
   * @param base what the adapter belongs to
   */
  public LoraConfig config(String base) {
    return new LoraConfig(rank, alpha, dropout, targets, base);
  }
}
