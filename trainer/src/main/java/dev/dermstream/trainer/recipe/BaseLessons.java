package dev.dermstream.trainer.recipe;

import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.drawn.DrawnSet;
import dev.dermstream.trainer.lesion.Condition;
import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.recipe.data.MixedPictures;
import dev.dermstream.trainer.recipe.data.Prompts;
import dev.dermstream.trainer.recipe.data.Readings;
import dev.dermstream.trainer.recipe.data.Readings.Form;
import dev.dermstream.trainer.recipe.data.TextCodec;
import dev.dermstream.trainer.recipe.data.TokenSequence;
import dev.dermstream.trainer.tokenizer.SpecialTokens;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Descriptions, captions, and questions about features, and {@link Readings} without a picture.
 * Where a picture is shown nothing asks for a class, and no answer to a question names the
 * picture's own: the base knows no task. The first batches ask questions alone; their answers are
 * short and tie the decoder to the picture.
 */
final class BaseLessons implements Lessons {
  private static final double QUESTIONS_ONLY = 0.12;
  private static final double READING_SHARE = 0.25;
  private static final double DESCRIPTION_SHARE = 0.38;
  private static final double CAPTION_SHARE = 0.09;
  private static final Language[] LANGUAGES = Language.values();

  /** In both languages and small letters. */
  private static final List<String> CLASS_NAMES =
      Arrays.stream(DrawnSet.values())
          .flatMap(set -> set.classes().stream())
          .map(Condition::wording)
          .flatMap(name -> Arrays.stream(LANGUAGES).map(name::in))
          .map(name -> name.toLowerCase(Locale.ROOT))
          .distinct()
          .toList();

  private final MixedPictures pictures;
  private final Readings readings;
  private final TextCodec codec;
  private final int imageTokens;
  private final BatchSizes batches;

  /**
   * Lessons about a mixture.
   *
   * @param imageTokens tokens that stand for one image
   * @param batches sequences in a batch of long and of short answers
   */
  BaseLessons(MixedPictures pictures, TextCodec codec, int imageTokens, BatchSizes batches) {
    this.pictures = pictures;
    this.readings = new Readings(pictures);
    this.codec = codec;
    this.imageTokens = imageTokens;
    this.batches = batches;
  }

  /** What a batch with pictures asks for. */
  private enum Kind {
    DESCRIPTION,
    CAPTION,
    QUESTION
  }

  @Override
  public Lesson next(double done, RandomGenerator random) {
    double draw = random.nextDouble();
    if (done < QUESTIONS_ONLY) {
      return pictured(Kind.QUESTION);
    }
    if (draw < READING_SHARE) {
      return reading(Form.next(random));
    }
    if (draw < READING_SHARE + DESCRIPTION_SHARE) {
      return pictured(Kind.DESCRIPTION);
    }
    return pictured(
        draw < READING_SHARE + DESCRIPTION_SHARE + CAPTION_SHARE ? Kind.CAPTION : Kind.QUESTION);
  }

  private Lesson reading(Form form) {
    return new Lesson() {
      @Override
      public int sequences() {
        return form.isLong() ? batches.longAnswers() : batches.shortAnswers();
      }

      @Override
      public boolean pictured() {
        return false;
      }

      @Override
      public TokenSequence about(int picture, RandomGenerator chance) {
        Readings.Reading reading = readings.next(form, chance);
        return sequence(Prompts.withoutImage(reading.prompt()), reading.answer());
      }
    };
  }

  private Lesson pictured(Kind kind) {
    return new Lesson() {
      @Override
      public int sequences() {
        return kind == Kind.QUESTION ? batches.shortAnswers() : batches.longAnswers();
      }

      @Override
      public boolean pictured() {
        return true;
      }

      @Override
      public TokenSequence about(int picture, RandomGenerator chance) {
        return write(kind, pictures.row(picture), picture, chance);
      }
    };
  }

  /** Where there is nothing of the kind, the description. */
  private TokenSequence write(Kind kind, ManifestRow row, int picture, RandomGenerator random) {
    List<QuestionAnswer> questions = aboutFeatures(row);
    if (kind == Kind.QUESTION && !questions.isEmpty()) {
      QuestionAnswer pair = questions.get(random.nextInt(questions.size()));
      return shown(pair.question(), pair.answer());
    }
    if (kind == Kind.CAPTION && !row.caption().isEmpty()) {
      return shown(Prompts.CAPTION, row.caption());
    }
    Language language = LANGUAGES[random.nextInt(LANGUAGES.length)];
    return shown(Prompts.description(language), pictures.description(picture).in(language));
  }

  private static List<QuestionAnswer> aboutFeatures(ManifestRow row) {
    return row.questions().stream().filter(pair -> !namesAClass(pair.answer())).toList();
  }

  private static boolean namesAClass(String answer) {
    String lower = answer.toLowerCase(Locale.ROOT);
    return CLASS_NAMES.stream().anyMatch(lower::contains);
  }

  private TokenSequence shown(String question, String answer) {
    return sequence(Prompts.of(question, imageTokens), answer);
  }

  private TokenSequence sequence(String prompt, String answer) {
    return TokenSequence.of(
        codec.encode(prompt), codec.encode(answer + SpecialTokens.END_OF_UTTERANCE));
  }
}
