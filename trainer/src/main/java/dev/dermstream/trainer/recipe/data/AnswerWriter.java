package dev.dermstream.trainer.recipe.data;

import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.lesion.LesionClass;
import dev.dermstream.trainer.lesion.QuestionAnswer;
import dev.dermstream.trainer.tokenizer.SpecialTokens;
import java.util.List;
import java.util.random.RandomGenerator;

/** Composes prompts and their right answers as token sequences. Thread-safe. */
public final class AnswerWriter {
  private final PictureSet pictures;
  private final List<ReportScores> scores;
  private final TextCodec codec;
  private final int imageTokens;

  /**
   * A writer over one set of pictures.
   *
   * @param scores of every picture
   * @param imageTokens tokens that stand for one image
   */
  public AnswerWriter(
      PictureSet pictures, List<ReportScores> scores, TextCodec codec, int imageTokens) {
    this.pictures = pictures;
    this.scores = List.copyOf(scores);
    this.codec = codec;
    this.imageTokens = imageTokens;
  }

  /**
   * One prompt and its answer.
   *
   * @param random chooses among a picture's questions
   */
  public TokenSequence write(
      AnswerKind kind, int picture, Language language, RandomGenerator random) {
    return switch (kind) {
      case REPORT -> sequence(Prompts.report(language), report(picture, language).xml());
      case CLASS_NAME -> sequence(Prompts.className(language), name(picture, language));
      case CLASS_NUMBER ->
          sequence(Prompts.classNumber(language), String.valueOf(pictures.classOf(picture)));
      case QUESTION -> {
        List<QuestionAnswer> all = pictures.questions(picture);
        QuestionAnswer one = all.get(random.nextInt(all.size()));
        yield sequence(one.question().in(language), one.answer().in(language));
      }
    };
  }

  /** The report that is right for a picture. */
  public ReportText report(int picture, Language language) {
    ReportScores scored = scores.get(picture);
    return new ReportText(
        scored.label(language),
        pictures.description(picture).in(language),
        scored.similar(language));
  }

  private String name(int picture, Language language) {
    return LesionClass.of(pictures.classOf(picture)).wording().in(language);
  }

  private TokenSequence sequence(String prompt, String answer) {
    return TokenSequence.of(
        codec.encode(Prompts.of(prompt, imageTokens)),
        codec.encode(answer + SpecialTokens.END_OF_UTTERANCE));
  }
}
