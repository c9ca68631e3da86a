package dev.dermstream.trainer.finetune.answer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.trainer.eager.Autograd;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.recipe.data.SequenceBatch;
import dev.dermstream.trainer.recipe.data.TokenSequence;
import java.util.ArrayList;
import java.util.List;

/** How likely a model finds each of some answers to one prompt. Thread-safe. */
final class AnswerLikelihoods {
  private final EagerModel model;
  private final int imageTokens;
  private final int hidden;
  private final int padding;

  AnswerLikelihoods(EagerModel model, int imageTokens, int hidden, int padding) {
    this.model = model;
    this.imageTokens = imageTokens;
    this.hidden = hidden;
    this.padding = padding;
  }

  /**
   * Probabilities of the answers, given that it is one of them: the product of their tokens' own,
   * normalised.
   *
   * @param parent of what is computed
   * @param prompt ids with the place of the image
   * @param image {@code [image tokens, text hidden]}
   * @param answers ids of each; what they have in common at their beginnings does not matter
   */
  double[] of(NDManager parent, int[] prompt, float[] image, List<int[]> answers) {
    List<TokenSequence> sequences = new ArrayList<>();
    answers.forEach(answer -> sequences.add(TokenSequence.of(prompt, answer)));
    SequenceBatch batch = SequenceBatch.of(sequences, padding);
    double[] logs =
        Autograd.withoutGradient(() -> {
          try (NDManager step = parent.newSubManager()) {
            NDArray features =
                step.create(image, new Shape(1, imageTokens, hidden)).repeat(0, answers.size());
            NDArray embeds = model.inputsEmbeds(step, batch.ids(), features);
            return logs(step, model.hiddenStates(embeds, batch.mask()), sequences);
          }
        });
    return normalised(logs);
  }

  private double[] logs(NDManager step, NDArray states, List<TokenSequence> sequences) {
    int longest = (int) states.getShape().get(1);
    List<Long> positions = new ArrayList<>();
    List<Long> targets = new ArrayList<>();
    for (int row = 0; row < sequences.size(); row++) {
      TokenSequence sequence = sequences.get(row);
      for (int i = sequence.answerStart(); i < sequence.length(); i++) {
        positions.add((long) row * longest + i - 1);
        targets.add((long) sequence.ids()[i]);
      }
    }
    NDArray rows = states.reshape(-1, states.getShape().get(2));
    NDArray chosen = rows.get(step.create(array(positions)));
    NDArray target = step.create(array(targets), new Shape(targets.size(), 1));
    float[] tokens = model.logits(chosen).logSoftmax(-1).gather(target, 1).toFloatArray();
    double[] logs = new double[sequences.size()];
    for (int i = 0; i < tokens.length; i++) {
      logs[(int) (positions.get(i) / longest)] += tokens[i];
    }
    return logs;
  }

  private static long[] array(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private static double[] normalised(double[] logs) {
    double highest = Double.NEGATIVE_INFINITY;
    for (double log : logs) {
      highest = Math.max(highest, log);
    }
    double[] probabilities = new double[logs.length];
    double sum = 0;
    for (int i = 0; i < logs.length; i++) {
      probabilities[i] = Math.exp(logs[i] - highest);
      sum += probabilities[i];
    }
    for (int i = 0; i < logs.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }
}
