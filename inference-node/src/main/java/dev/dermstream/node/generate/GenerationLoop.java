package dev.dermstream.node.generate;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.engine.Decoding;
import dev.dermstream.node.engine.KeyValues;
import dev.dermstream.node.engine.Logits;
import dev.dermstream.node.engine.TextDecoder;
import dev.dermstream.node.health.EngineRuns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the texts of one batch: between two tokens those that are done leave and one group of
 * prompts is read, so that what runs is held up by one reading at most.
 */
final class GenerationLoop implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(GenerationLoop.class);

  private final int number;
  private final TextDecoder decoder;
  private final int imageTokenId;
  private final WaitingSequences waiting;
  private final PrefixCache prefixes;
  private final GenerationCounters counters;
  private final EngineRuns runs;
  private final int mostRows;
  private final long mostTokens;
  private final RunningBatch batch = new RunningBatch();
  private float[] scores = new float[0];

  /**
   * @param number of this loop among those that share the queue
   * @param mostRows texts in the batch
   * @param mostTokens rows times columns of the padded cache
   */
  GenerationLoop(
      int number,
      TextDecoder decoder,
      int imageTokenId,
      WaitingSequences waiting,
      PrefixCache prefixes,
      GenerationCounters counters,
      EngineRuns runs,
      int mostRows,
      long mostTokens) {
    this.number = number;
    this.decoder = decoder;
    this.imageTokenId = imageTokenId;
    this.waiting = waiting;
    this.prefixes = prefixes;
    this.counters = counters;
    this.runs = runs;
    this.mostRows = mostRows;
    this.mostTokens = mostTokens;
  }

  /** Until the queue is closed and the batch is empty. */
  @Override
  public void run() {
    List<Sequence> joining = waiting.take(number, room());
    while (!joining.isEmpty() || !batch.isEmpty()) {
      turn(joining);
      joining = waiting.take(number, room());
    }
  }

  private BatchRoom room() {
    BatchRoom room = new BatchRoom(0, 0, mostRows, mostTokens);
    for (Sequence row : batch.rows()) {
      room = row.isDone() ? room : room.with(row);
    }
    return room;
  }

  private void turn(List<Sequence> joining) {
    waiting.removeUnwanted().forEach(Sequence::check);
    joining.forEach(Sequence::check);
    List<Sequence> wanted = joining.stream().filter(sequence -> !sequence.isDone()).toList();
    if (!wanted.isEmpty()) {
      prefill(wanted);
    }
    step();
  }

  private void prefill(List<Sequence> joining) {
    try {
      runs.run(() -> {
        batch.join(read(joining), joining);
        return joining;
      });
    } catch (RuntimeException | Error e) {
      // Errors too: memory that is short for one prompt must not end all texts to come.
      fail(joining, e);
    }
  }

  /** Reads prompts of one form and chooses the first tokens. */
  private Decoding read(List<Sequence> joining) {
    GenerationRequest first = joining.getFirst().request();
    int known = prefixes.isOn() ? first.constantTokens() : 0;
    int tokens = first.prompt().length - known;
    float[] embeddings = embeddings(joining, known);
    int[] adapterIds =
        joining.stream().mapToInt(sequence -> sequence.request().adapterId()).toArray();
    Decoding decoding =
        known == 0
            ? decoder.begin(adapterIds)
            : decoder.resume(adapterIds, prefixes(joining, known));
    boolean read = false;
    try {
      Logits logits = decoding.read(embeddings, tokens);
      counters.prefillTokens.add((long) joining.size() * tokens);
      advance(joining, logits);
      read = true;
      return decoding;
    } finally {
      if (!read) {
        decoding.close();
      }
    }
  }

  private float[] embeddings(List<Sequence> joining, int known) {
    float[][] rows = new float[joining.size()][];
    for (int row = 0; row < rows.length; row++) {
      GenerationRequest request = joining.get(row).request();
      float[] whole =
          PromptEmbeddings.of(decoder, request.prompt(), imageTokenId, request.image().features());
      int hidden = whole.length / request.prompt().length;
      rows[row] = Arrays.copyOfRange(whole, known * hidden, whole.length);
    }
    float[] all = new float[rows.length * rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, all, row * rows[row].length, rows[row].length);
    }
    return all;
  }

  private List<KeyValues> prefixes(List<Sequence> joining, int tokens) {
    List<KeyValues> found = new ArrayList<>();
    for (Sequence sequence : joining) {
      found.add(prefixes.get(sequence.request(), tokens));
    }
    return found;
  }

  private void step() {
    try {
      batch.rows().forEach(Sequence::check);
      Optional<Logits> logits = runs.run(this::next);
      if (logits.isPresent()) {
        counters.steps.increment();
        advance(batch.rows(), logits.get());
      }
    } catch (RuntimeException | Error e) {
      fail(batch.rows(), e);
      batch.clear();
    }
  }

  /** What follows the last token of every text that is not done; empty if all are. */
  private Optional<Logits> next() {
    batch.settle();
    return batch.isEmpty() ? Optional.empty() : Optional.of(batch.step());
  }

  private void advance(List<Sequence> rows, Logits logits) {
    if (scores.length != logits.vocabSize()) {
      scores = new float[logits.vocabSize()];
    }
    for (int row = 0; row < rows.size(); row++) {
      if (!rows.get(row).isDone()) {
        logits.last(row, scores);
        rows.get(row).advance(scores);
      }
    }
  }

  private static void fail(List<Sequence> rows, Throwable failure) {
    log.error("The engine failed under {} texts", rows.size(), failure);
    for (Sequence row : rows) {
      row.fail(
          new ServiceException(
              ErrorCode.ENGINE_FAILED, "The engine failed under the work; try again.", failure));
    }
  }
}
