package dev.dermstream.node.generate;

import dev.dermstream.node.engine.Decoding;
import dev.dermstream.node.engine.Logits;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The texts of one loop and the rows of the engine that hold them, in the same order. Texts that
 * are done stay as rows until {@link #settle} or {@link #join}, so that one copying of the cache
 * serves those who leave and those who come. Confined to the loop's thread.
 */
final class RunningBatch {
  private static final Logger log = LoggerFactory.getLogger(RunningBatch.class);

  private List<Sequence> rows = new ArrayList<>();
  private @Nullable Decoding decoding;

  List<Sequence> rows() {
    return rows;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Takes texts in whose prompts were read; closes their decoding if that fails. */
  void join(Decoding prefilled, List<Sequence> joining) {
    int[] staying = staying();
    if (decoding == null || staying.length == 0) {
      close();
      decoding = prefilled;
    } else {
      decoding.join(staying, prefilled);
    }
    List<Sequence> joined = at(staying);
    joined.addAll(joining);
    rows = joined;
  }

  /** Lets texts go that are done. */
  void settle() {
    int[] staying = staying();
    if (staying.length == 0) {
      close();
    } else if (staying.length < rows.size() && decoding != null) {
      decoding.keep(staying);
    }
    rows = at(staying);
  }

  /** Reads the last token of every text. */
  Logits step() {
    if (decoding == null) {
      throw new IllegalStateException("an empty batch has no next token");
    }
    return decoding.next(rows.stream().mapToLong(Sequence::lastToken).toArray());
  }

  /** Frees all rows after a failure, as far as they can be freed. */
  void clear() {
    rows = new ArrayList<>();
    try {
      close();
    } catch (RuntimeException e) {
      // The texts were told already; the next ones get a batch of their own.
      log.error("A failed batch could not be freed", e);
    }
  }

  private void close() {
    if (decoding != null) {
      Decoding closing = decoding;
      decoding = null;
      closing.close();
    }
  }

  private int[] staying() {
    return IntStream.range(0, rows.size()).filter(row -> !rows.get(row).isDone()).toArray();
  }

  private List<Sequence> at(int[] numbers) {
    List<Sequence> chosen = new ArrayList<>();
    for (int number : numbers) {
      chosen.add(rows.get(number));
    }
    return chosen;
  }
}
