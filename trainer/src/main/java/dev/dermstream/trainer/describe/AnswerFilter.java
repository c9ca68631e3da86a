package dev.dermstream.trainer.describe;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import dev.dermstream.trainer.chat.ChatReply;
import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.knowledge.ClassKnowledge;
import dev.dermstream.trainer.knowledge.Knowledge;
import dev.dermstream.trainer.knowledge.TextLanguage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a model's answer and holds it against what was asked and what is known. Answers within a
 * code fence are read too, as models write them so; white space at the ends is taken off.
 * Thread-safe.
 */
final class AnswerFilter {
  private static final Gson GSON = new GsonBuilder().setStrictness(Strictness.STRICT).create();
  private static final Pattern MEASURE = Pattern.compile("\\d\\s*(?:mm|cm|nm)\\b");
  private static final Set<String> ABOUT = Set.of("class", "image");
  private static final String FENCE = "```";
  private static final int LONGEST_DESCRIPTION = 1500;
  private static final int LONGEST_QUESTION = 300;
  private static final int LONGEST_ANSWER = 600;

  private final ClassMentions mentions;

  AnswerFilter(Knowledge knowledge) {
    this.mentions = new ClassMentions(knowledge);
  }

  sealed interface Verdict {
    record Accepted(Written.Texts texts) implements Verdict {}

    record Rejected(Rejection why) implements Verdict {}
  }

  private record Body(@Nullable String description, @Nullable List<@Nullable Pair> questions) {}

  private record Pair(
      @Nullable String about,
      @Nullable String question,
      @Nullable String answer,
      @Nullable List<@Nullable String> distractors) {}

  /** What is wrong with an answer; it does not leave this class. */
  private static final class RejectedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final Rejection why;

    RejectedException(Rejection why) {
      super(why.words());
      this.why = why;
    }
  }

  Verdict judge(
      ChatReply.Answer answer, ClassKnowledge known, TextLanguage language, Wanted wanted) {
    try {
      require(!answer.isCutOff(), Rejection.CUT_OFF);
      return new Verdict.Accepted(texts(parsed(answer.content()), known, language, wanted));
    } catch (RejectedException e) {
      return new Verdict.Rejected(e.why);
    }
  }

  private static Body parsed(String content) throws RejectedException {
    String text = content.strip();
    if (text.startsWith(FENCE) && text.endsWith(FENCE) && text.indexOf('\n') > 0) {
      text = text.substring(text.indexOf('\n'), text.length() - FENCE.length());
    }
    require(!text.isBlank(), Rejection.EMPTY);
    try {
      Body body = GSON.fromJson(text, Body.class);
      require(body != null, Rejection.NOT_JSON);
      return Objects.requireNonNull(body);
    } catch (JsonParseException e) {
      // The parser says whether the text was JSON of another form or none by the kind of its cause.
      throw new RejectedException(
          e.getCause() instanceof IllegalStateException
              ? Rejection.WRONG_FORM
              : Rejection.NOT_JSON);
    }
  }

  private Written.Texts texts(Body body, ClassKnowledge known, TextLanguage language, Wanted wanted)
      throws RejectedException {
    Optional<String> description = Optional.empty();
    if (wanted.description()) {
      String text = text(body.description(), LONGEST_DESCRIPTION);
      requireOwn(text, known, language);
      description = Optional.of(text);
    }
    List<QuestionAnswer> general = new ArrayList<>();
    List<QuestionAnswer> aboutImage = new ArrayList<>();
    require(body.questions() != null || wanted.questions() == 0, Rejection.WRONG_FORM);
    for (Pair pair : body.questions() == null ? List.<Pair>of() : body.questions()) {
      require(pair != null, Rejection.WRONG_FORM);
      require(ABOUT.contains(String.valueOf(pair.about())), Rejection.WRONG_FORM);
      List<QuestionAnswer> kind = "class".equals(pair.about()) ? general : aboutImage;
      kind.add(question(pair, known, language, wanted.distractors()));
    }
    return new Written.Texts(description, enough(general, aboutImage, wanted));
  }

  private static List<QuestionAnswer> enough(
      List<QuestionAnswer> general, List<QuestionAnswer> aboutImage, Wanted wanted)
      throws RejectedException {
    int images = wanted.questions() - wanted.general();
    require(
        general.size() >= wanted.general() && aboutImage.size() >= images,
        Rejection.TOO_FEW_QUESTIONS);
    List<QuestionAnswer> all = new ArrayList<>(general.subList(0, wanted.general()));
    all.addAll(aboutImage.subList(0, images));
    for (int i = 0; i < all.size(); i++) {
      String question = all.get(i).question();
      require(
          all.subList(0, i).stream().noneMatch(one -> Answers.same(one.question(), question)),
          Rejection.TOO_FEW_QUESTIONS);
    }
    return all;
  }

  private QuestionAnswer question(
      Pair pair, ClassKnowledge known, TextLanguage language, int distractors)
      throws RejectedException {
    require(pair.answer() != null && !pair.answer().isBlank(), Rejection.UNANSWERED);
    String question = text(pair.question(), LONGEST_QUESTION);
    String answer = text(pair.answer(), LONGEST_ANSWER);
    require(language.isScriptOf(question), Rejection.WRONG_LANGUAGE);
    requireOwn(answer, known, language);
    return new QuestionAnswer(
        question, answer, language.tag(), distractors(pair, answer, language, distractors));
  }

  private static List<String> distractors(
      Pair pair, String answer, TextLanguage language, int count) throws RejectedException {
    List<String> distractors = new ArrayList<>();
    for (String written :
        pair.distractors() == null ? List.<@Nullable String>of() : pair.distractors()) {
      String text = text(written, LONGEST_ANSWER);
      require(isIn(language, text), Rejection.WRONG_LANGUAGE);
      require(!Answers.same(text, answer), Rejection.DISTRACTOR);
      if (distractors.stream().noneMatch(before -> Answers.same(before, text))) {
        distractors.add(text);
      }
    }
    require(distractors.size() >= count, Rejection.DISTRACTOR);
    return distractors.subList(0, count);
  }

  private void requireOwn(String text, ClassKnowledge known, TextLanguage language)
      throws RejectedException {
    require(isIn(language, text), Rejection.WRONG_LANGUAGE);
    require(mentions.other(known, text).isEmpty(), Rejection.OTHER_CLASS);
  }

  /** Whether a text is in a language; numbers with their units are in any. */
  static boolean isIn(TextLanguage language, String text) {
    String words = MEASURE.matcher(text).replaceAll("");
    return words.codePoints().noneMatch(Character::isLetter) || language.isScriptOf(words);
  }

  private static String text(@Nullable String written, int longest) throws RejectedException {
    require(written != null, Rejection.WRONG_FORM);
    String text = Objects.requireNonNull(written).strip();
    require(!text.isEmpty(), Rejection.EMPTY);
    require(text.length() <= longest, Rejection.TOO_LONG);
    return text;
  }

  private static void require(boolean holds, Rejection otherwise) throws RejectedException {
    if (!holds) {
      throw new RejectedException(otherwise);
    }
  }
}
