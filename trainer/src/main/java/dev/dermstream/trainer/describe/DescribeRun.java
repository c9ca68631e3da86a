package dev.dermstream.trainer.describe;

import dev.dermstream.trainer.chat.StopSignal;
import dev.dermstream.trainer.dataset.BadRow;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.PlacedRow;
import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.knowledge.ClassKnowledge;
import dev.dermstream.trainer.knowledge.Knowledge;
import dev.dermstream.trainer.knowledge.TextLanguage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Gives rows the texts that they do not have yet, several at a time. A row keeps what it has; one
 * whose class is not known, or whose texts nobody could write, stays as it was and is listed.
 */
public final class DescribeRun {
  private final Knowledge knowledge;
  private final TextSource source;
  private final List<TextLanguage> languages;
  private final Wanted wanted;
  private final int concurrency;
  private final StopSignal stop;
  private final Runnable progress;

  /**
   * @param wanted in each language
   * @param concurrency texts that are written at the same time, at least 1
   * @param stop given when one text ends the run, so that the others do
   * @param progress told after each row and language, from several threads
   */
  public DescribeRun(
      Knowledge knowledge,
      TextSource source,
      List<TextLanguage> languages,
      Wanted wanted,
      int concurrency,
      StopSignal stop,
      Runnable progress) {
    this.knowledge = knowledge;
    this.source = source;
    this.languages = List.copyOf(languages);
    this.wanted = wanted;
    this.concurrency = concurrency;
    this.stop = stop;
    this.progress = progress;
  }

  private record Task(int row, TextLanguage language, Future<Written> written) {}

  /**
   * Writes.
   *
   * @throws IOException if the run cannot go on; what was written until then is in the journal
   */
  public Described run(List<PlacedRow> rows) throws IOException, InterruptedException {
    List<BadRow> missing = new ArrayList<>();
    List<Task> tasks = new ArrayList<>();
    Semaphore permits = new Semaphore(concurrency);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < rows.size() && !stop.isStopped(); i++) {
        PlacedRow placed = rows.get(i);
        Optional<ClassKnowledge> known = knowledge.find(placed.row().className());
        if (known.isEmpty()) {
          missing.add(
              new BadRow(
                  placed.place(), "the knowledge file has no class " + placed.row().className()));
          continue;
        }
        for (TextLanguage language : languages) {
          permits.acquire();
          tasks.add(
              new Task(
                  i,
                  language,
                  threads.submit(() -> write(placed.row(), known.get(), language, permits))));
        }
      }
    }
    requireEnded(tasks);
    return gathered(rows, tasks, missing);
  }

  private Written write(
      ManifestRow row, ClassKnowledge known, TextLanguage language, Semaphore permits)
      throws IOException, InterruptedException {
    boolean right = false;
    try {
      Wanted more = wanted.missingIn(row, language);
      Written written =
          more.isNothing()
              ? new Written.Texts(Optional.empty(), List.of())
              : source.write(row, known, language, more);
      right = true;
      return written;
    } finally {
      if (!right) {
        stop.stop();
      }
      permits.release();
      progress.run();
    }
  }

  /** Throws what ended the run, and not what ended because of that. */
  private static void requireEnded(List<Task> tasks) throws IOException, InterruptedException {
    InterruptedException interrupted = null;
    for (Task task : tasks) {
      if (task.written().state() == Future.State.FAILED) {
        Throwable failure = task.written().exceptionNow();
        if (failure instanceof InterruptedException e) {
          interrupted = e;
        } else if (failure instanceof IOException e) {
          throw e;
        } else {
          throw new IllegalStateException("Writing texts failed", failure);
        }
      }
    }
    if (interrupted != null) {
      throw interrupted;
    }
  }

  private static Described gathered(List<PlacedRow> rows, List<Task> tasks, List<BadRow> missing) {
    List<ManifestRow> described = new ArrayList<>(rows.stream().map(PlacedRow::row).toList());
    int descriptions = 0;
    int questions = 0;
    for (Task task : tasks) {
      switch (task.written().resultNow()) {
        case Written.Missing none ->
            missing.add(new BadRow(rows.get(task.row()).place(), none.reason()));
        case Written.Texts texts -> {
          described.set(task.row(), withTexts(described.get(task.row()), task.language(), texts));
          descriptions += texts.description().isPresent() ? 1 : 0;
          questions += texts.questions().size();
        }
      }
    }
    missing.sort(Comparator.comparingLong(bad -> bad.place().line()));
    return new Described(described, missing, descriptions, questions);
  }

  private static ManifestRow withTexts(
      ManifestRow row, TextLanguage language, Written.Texts texts) {
    SortedMap<String, String> descriptions = new TreeMap<>(row.descriptions());
    texts.description().ifPresent(text -> descriptions.put(language.tag(), text));
    List<QuestionAnswer> questions = new ArrayList<>(row.questions());
    questions.addAll(texts.questions());
    return row.withTexts(questions, descriptions);
  }
}
