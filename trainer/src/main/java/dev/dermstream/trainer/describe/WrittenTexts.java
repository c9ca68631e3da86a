package dev.dermstream.trainer.describe;

import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.trainer.chat.ChatConfig;
import dev.dermstream.trainer.chat.ChatMessage;
import dev.dermstream.trainer.chat.ChatModel;
import dev.dermstream.trainer.chat.ChatReply;
import dev.dermstream.trainer.chat.StopSignal;
import dev.dermstream.trainer.chat.TokenPrice;
import dev.dermstream.trainer.dataset.DatasetException;
import dev.dermstream.trainer.dataset.ImageReader;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.knowledge.ClassKnowledge;
import dev.dermstream.trainer.knowledge.Knowledge;
import dev.dermstream.trainer.knowledge.TextLanguage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Texts by a chat model. An answer that cannot be used is counted by its reason and asked for
 * again. Every answer is in the journal, under the digests of the image and of what was asked, and
 * is never paid for twice.
 */
public final class WrittenTexts implements TextSource, AutoCloseable {
  private final ChatConfig config;
  private final ChatModel model;
  private final Prompts prompts;
  private final AnswerFilter filter;
  private final Journal journal;
  private final Spending spending;
  private final ImageReader images;
  private final PictureForm form;
  private final int answersEach;
  private final Map<Rejection, LongAdder> rejections = new EnumMap<>(Rejection.class);
  private final LongAdder asked = new LongAdder();

  /**
   * @param knowledge that prompts are made of and answers are held against
   * @param journal file of answers; made if it is not there
   * @param price of tokens
   * @param mostCost where to stop, those of the journal counted
   * @param answersEach asked for at most, for one text
   * @throws DatasetException if the journal is in use or holds something else
   */
  public WrittenTexts(
      ChatConfig config,
      Knowledge knowledge,
      Path journal,
      TokenPrice price,
      Optional<BigDecimal> mostCost,
      ImageReader images,
      PictureForm form,
      int answersEach,
      StopSignal stop)
      throws IOException {
    if (answersEach < 1) {
      throw new IllegalArgumentException("answers: at least 1");
    }
    this.config = config;
    this.prompts = new Prompts(knowledge);
    this.filter = new AnswerFilter(knowledge);
    this.images = images;
    this.form = form;
    this.answersEach = answersEach;
    this.spending = new Spending(price, mostCost);
    for (Rejection rejection : Rejection.values()) {
      rejections.put(rejection, new LongAdder());
    }
    this.journal = Journal.open(journal);
    spending.add(this.journal.usage());
    this.model = new ChatModel(config, stop, new Random());
  }

  @Override
  public Written write(ManifestRow row, ClassKnowledge known, TextLanguage language, Wanted wanted)
      throws IOException, InterruptedException {
    byte[] image;
    try {
      image = images.read(row.image());
    } catch (DatasetException e) {
      return new Written.Missing(String.valueOf(e.getMessage()));
    }
    List<ChatMessage> messages = prompts.of(row, known, language, wanted);
    String key = Sha256.hex(image) + "-" + Sha256.hex(asked(messages));
    List<Rejection> why = new ArrayList<>();
    for (ChatReply.Answer answer : journal.answers(key)) {
      if (judged(answer, known, language, wanted, why) instanceof Written.Texts texts) {
        return texts;
      }
    }
    return why.size() >= answersEach
        ? none(language, why)
        : ask(key, messages, row, image, known, language, wanted, why);
  }

  private Written ask(
      String key,
      List<ChatMessage> messages,
      ManifestRow row,
      byte[] image,
      ClassKnowledge known,
      TextLanguage language,
      Wanted wanted,
      List<Rejection> why)
      throws IOException, InterruptedException {
    byte[] jpeg;
    try {
      jpeg = form.jpeg(image);
    } catch (DatasetException e) {
      return new Written.Missing("image %s: %s".formatted(row.image(), e.getMessage()));
    }
    while (why.size() < answersEach) {
      spending.requireMore();
      asked.increment();
      switch (model.ask(messages, jpeg)) {
        case ChatReply.Unanswered unanswered -> {
          return new Written.Missing(
              "has no texts in %s: %s".formatted(language.tag(), unanswered.reason()));
        }
        case ChatReply.Answer answer -> {
          spending.add(answer.usage());
          journal.add(key, answer);
          if (judged(answer, known, language, wanted, why) instanceof Written.Texts texts) {
            return texts;
          }
        }
      }
    }
    return none(language, why);
  }

  private Written judged(
      ChatReply.Answer answer,
      ClassKnowledge known,
      TextLanguage language,
      Wanted wanted,
      List<Rejection> why) {
    return switch (filter.judge(answer, known, language, wanted)) {
      case AnswerFilter.Verdict.Accepted accepted -> accepted.texts();
      case AnswerFilter.Verdict.Rejected rejected -> {
        why.add(rejected.why());
        rejections.getOrDefault(rejected.why(), new LongAdder()).increment();
        yield none(language, why);
      }
    };
  }

  private static Written.Missing none(TextLanguage language, List<Rejection> why) {
    return new Written.Missing(
        "has no texts in %s: of %d answer%s none can be used: %s"
            .formatted(
                language.tag(),
                why.size(),
                why.size() == 1 ? "" : "s",
                why.stream()
                    .distinct()
                    .map(each -> "it " + each.words())
                    .collect(Collectors.joining(", "))));
  }

  /** All that the model's answer depends on, beside the image. */
  private byte[] asked(List<ChatMessage> messages) {
    StringBuilder asked = new StringBuilder();
    asked.append(config.model()).append('\0').append(config.temperature()).append('\0');
    asked.append(config.mostTokens()).append('\0');
    for (ChatMessage message : messages) {
      asked.append(message.role()).append('\0').append(message.text()).append('\0');
    }
    return asked.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** What it took until now. */
  public ChatFigures figures() {
    Map<String, Long> rejected = new TreeMap<>();
    rejections.forEach((why, count) -> {
      if (count.sum() > 0) {
        rejected.put(why.name(), count.sum());
      }
    });
    return new ChatFigures(
        config.model(),
        asked.sum(),
        model.repeatedAttempts(),
        rejected,
        spending.used().in(),
        spending.used().out(),
        spending.cost());
  }

  /** Ends what is under way. */
  @Override
  public void close() throws IOException {
    model.close();
    journal.close();
  }
}
