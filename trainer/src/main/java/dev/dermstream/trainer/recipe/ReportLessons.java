package dev.dermstream.trainer.recipe;

import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.recipe.data.AnswerKind;
import dev.dermstream.trainer.recipe.data.AnswerWriter;
import dev.dermstream.trainer.recipe.data.TokenSequence;
import java.util.random.RandomGenerator;

/**
 * Reports, class names, class numbers and questions. The first batches ask for class name and
 * number alone: they are short, and tie the decoder to the picture before it spends its loss on the
 * phrases of a report.
 */
final class ReportLessons implements Lessons {
  /** Share of the steps that ask for class name and number alone. */
  private static final double SHORT_ONLY = 0.12;

  /** Afterwards, shares of the kinds of batches. */
  private static final double REPORT_SHARE = 0.6;

  private static final double QUESTION_SHARE = 0.2;

  private static final Language[] LANGUAGES = Language.values();

  private final AnswerWriter answers;
  private final BatchSizes batches;

  /**
   * Lessons about one set of pictures.
   *
   * @param batches sequences in a batch of each kind
   */
  ReportLessons(AnswerWriter answers, BatchSizes batches) {
    this.answers = answers;
    this.batches = batches;
  }

  @Override
  public Lesson next(double done, RandomGenerator random) {
    AnswerKind kind = kind(done, random);
    return new Lesson() {
      @Override
      public int sequences() {
        return batches.of(kind);
      }

      @Override
      public boolean pictured() {
        return true;
      }

      @Override
      public TokenSequence about(int picture, RandomGenerator chance) {
        Language language = LANGUAGES[chance.nextInt(LANGUAGES.length)];
        return answers.write(kind, picture, language, chance);
      }
    };
  }

  private static AnswerKind kind(double done, RandomGenerator random) {
    double draw = random.nextDouble();
    if (done >= SHORT_ONLY && draw < REPORT_SHARE) {
      return AnswerKind.REPORT;
    }
    if (done >= SHORT_ONLY && draw < REPORT_SHARE + QUESTION_SHARE) {
      return AnswerKind.QUESTION;
    }
    return random.nextBoolean() ? AnswerKind.CLASS_NAME : AnswerKind.CLASS_NUMBER;
  }
}
