package dev.dermstream.trainer.recipe;

import dev.dermstream.trainer.recipe.data.TokenSequence;
import java.util.random.RandomGenerator;

/** Says what is asked in each batch of {@link AnswerStage}. */
interface Lessons {

  /**
   * What the next batch asks.
   *
   * @param done share of the steps that are done, 0 to 1
   */
  Lesson next(double done, RandomGenerator random);

  /** All sequences of a batch are of one kind, so that little is padding. */
  interface Lesson {
    /** Sequences in the batch; even. */
    int sequences();

    /** Whether prompts show their pictures; otherwise they hold no image token. */
    boolean pictured();

    /** One prompt and its answer. */
    TokenSequence about(int picture, RandomGenerator random);
  }
}
