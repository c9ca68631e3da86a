package dev.dermstream.batch.report;

import dev.dermstream.batch.output.Results;
import dev.dermstream.batch.v1.ImageResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Brings together what two jobs said of the same image, slice of digests by slice. */
final class Join {
  /** Hears what was found. */
  interface Listener {
    /** Every result of the first job, once. */
    default void before(ImageResult result) {}

    /** Every result of the second job, once. */
    default void after(ImageResult result) {}

    /** An image of both. */
    void both(Change pair) throws IOException;

    /** So many images that only the first has. */
    default void onlyBefore(long images) {}

    /** An image that only the second has. */
    default void onlyAfter() {}
  }

  private static final int MOST_ANSWERS = 10_000;

  private final Results before;
  private final Results after;
  private final int slices;

  Join(Results before, Results after, int slices) {
    this.before = before;
    this.after = after;
    this.slices = Math.max(1, slices);
  }

  void run(Listener listener) throws IOException, InterruptedException {
    List<String> answers = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    for (int slice = 0; slice < slices; slice++) {
      int current = slice;
      AnswerTable table = new AnswerTable();
      before.forEach(result -> {
        if (current == 0) {
          listener.before(result);
        }
        if (isIn(current, result)) {
          int number = number(Answers.of(result), answers, numbers);
          table.put(result.getImageSha256(), number, Change.score(result));
        }
      });
      after.forEach(result -> {
        if (current == 0) {
          listener.after(result);
        }
        if (isIn(current, result)) {
          meet(table, result, answers, listener);
        }
      });
      listener.onlyBefore(table.unmet());
    }
  }

  private boolean isIn(int slice, ImageResult result) {
    String digest = result.getImageSha256();
    return AnswerTable.hasKey(digest)
        && Long.remainderUnsigned(AnswerTable.high(digest), slices) == slice;
  }

  private static int number(String answer, List<String> answers, Map<String, Integer> numbers) {
    Integer known = numbers.get(answer);
    if (known != null) {
      return known;
    }
    if (answers.size() >= MOST_ANSWERS) {
      throw new IllegalStateException("No label set has more than " + MOST_ANSWERS + " classes");
    }
    answers.add(answer);
    numbers.put(answer, answers.size() - 1);
    return answers.size() - 1;
  }

  private static void meet(
      AnswerTable table, ImageResult result, List<String> answers, Listener listener)
      throws IOException {
    int place = table.meet(result.getImageSha256());
    if (place < 0) {
      listener.onlyAfter();
    } else {
      listener.both(new Change(answers.get(table.answer(place)), table.score(place), result));
    }
  }
}
