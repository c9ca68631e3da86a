package dev.dermstream.node.generate;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.engine.EngineStack;
import dev.dermstream.node.engine.ModelConfig;
import dev.dermstream.node.engine.TextDecoder;
import dev.dermstream.node.health.EngineRuns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes many texts at once, each as it would be written alone. Every loop has a batch of its own
 * that texts join and leave between two tokens; what has no room waits, by lane.
 *
 * <p>A text has room when its batch, padded to the longest that a text in it may come to, fits the
 * loop's part of the memory. So a text that was begun always has the memory to end.
 *
 * <p>A text is the same whatever shares its batch, but for the rounding of float32 sums, whose
 * order the engine chooses by the size of a batch: two tokens whose scores differ by less than that
 * may change places.
 *
 * <p>Thread-safe. The decoder and the tokenizer stay open until {@link #awaitEnd} has said true.
 */
public final class ContinuousGenerator implements AutoCloseable {
  private final TextDecoder decoder;
  private final PromptTokenizer tokenizer;
  private final ModelConfig config;
  private final GenerationSettings settings;
  private final long mostTokens;
  private final WaitingSequences waiting;
  private final PrefixCache prefixes;
  private final GenerationCounters counters = new GenerationCounters();
  private final Set<Sequence> open = ConcurrentHashMap.newKeySet();
  private final List<Thread> threads = new ArrayList<>();

  /** Starts the loops of a decoder that nobody watches. */
  public ContinuousGenerator(
      TextDecoder decoder,
      PromptTokenizer tokenizer,
      ModelConfig config,
      GenerationSettings settings) {
    this(decoder, tokenizer, config, settings, new EngineRuns());
  }

  /**
   * Starts the loops.
   *
   * @param runs notes every run of the decoder: a token of every text of a batch, or some prompts
   */
  public ContinuousGenerator(
      TextDecoder decoder,
      PromptTokenizer tokenizer,
      ModelConfig config,
      GenerationSettings settings,
      EngineRuns runs) {
    this.decoder = decoder;
    this.tokenizer = tokenizer;
    this.config = config;
    this.settings = settings;
    this.waiting = new WaitingSequences(settings);
    this.prefixes = new PrefixCache(decoder, settings.prefixCacheBytes());
    int count = settings.effectiveLoops();
    int mostRows = decoder.takesUnequalRows() ? Math.ceilDiv(settings.maxSequences(), count) : 1;
    // Thrice: when prompts that were read join a batch, theirs, its own and the new one exist.
    this.mostTokens = settings.cacheBytes() / count / (3 * decoder.tokenBytes());
    for (int i = 0; i < count; i++) {
      GenerationLoop loop =
          new GenerationLoop(
              i,
              decoder,
              config.imageTokenId(),
              waiting,
              prefixes,
              counters,
              runs,
              mostRows,
              mostTokens);
      threads.add(
          Thread.ofPlatform()
              .name("generate-" + i)
              .stackSize(EngineStack.BYTES)
              .daemon()
              .start(loop));
    }
  }

  /**
   * Queues a text.
   *
   * @param listener hears of the text from now on, and of its end in every case
   * @throws ServiceException INVALID_INPUT if the prompt leaves no room in the model's context or
   *     the text has none in the memory for caches, OVERLOADED if too many wait, DRAINING if this
   *     is closed; the listener hears nothing then
   * @throws IllegalArgumentException if the model has no such adapter, or the image's features are
   *     not as many as the prompt's image tokens
   */
  public void submit(GenerationRequest request, GenerationListener listener) {
    int limit = Math.min(request.maxNewTokens(), requireRoom(request.prompt()));
    requireMemory(request.prompt().length, limit);
    requireFitting(request);
    Sequence sequence =
        new Sequence(
            request,
            limit,
            config.endTokenIds(),
            listener,
            open::remove,
            counters,
            new TextStream(tokenizer),
            settings.repetitionWindow());
    open.add(sequence);
    boolean queued = false;
    try {
      waiting.add(sequence);
      queued = true;
    } finally {
      if (!queued) {
        open.remove(sequence);
      }
    }
  }

  private void requireFitting(GenerationRequest request) {
    if (request.adapterId() < 0 || request.adapterId() >= decoder.adapters()) {
      throw new IllegalArgumentException("the model has no adapter " + request.adapterId());
    }
    long places = Arrays.stream(request.prompt()).filter(id -> id == config.imageTokenId()).count();
    if (places != request.image().tokens()) {
      throw new IllegalArgumentException("image tokens and image features differ in number");
    }
  }

  /**
   * Tokens that an answer to a prompt may have before the model's context is full.
   *
   * @throws ServiceException INVALID_INPUT if there is no room for any
   */
  public int requireRoom(long[] prompt) {
    int room = config.contextTokens() - prompt.length;
    if (room < 1) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT,
          "The prompt has %d tokens with the image; the model takes %d with its answer."
              .formatted(prompt.length, config.contextTokens()));
    }
    return room;
  }

  /**
   * Refuses a text for which there would be no memory even if it were alone.
   *
   * @throws ServiceException INVALID_INPUT if so
   */
  public void requireMemory(int promptTokens, int newTokens) {
    if ((long) promptTokens + newTokens > mostTokens) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT,
          "The prompt and its answer may have %d tokens; the node has memory for %d."
              .formatted((long) promptTokens + newTokens, mostTokens));
    }
  }

  /** What was done and what is going on. */
  public GenerationStatistics statistics() {
    return new GenerationStatistics(
        waiting.running(),
        waiting.waiting(),
        counters.steps.sum(),
        counters.tokens.sum(),
        counters.prefillTokens.sum(),
        prefixes.hits(),
        prefixes.misses(),
        prefixes.bytes(),
        decoder.heldBytes(),
        counters.repetitions.sum());
  }

  /**
   * Ends every text that waits or is being written with this failure, at once and on this thread,
   * even while the engine hangs; new texts are still taken.
   */
  public void failAll(ServiceException failure) {
    for (Sequence sequence : open) {
      sequence.fail(failure);
    }
  }

  /** Takes no more texts and ends those that are not done as DRAINING. Again: no effect. */
  @Override
  public void close() {
    waiting.close();
    failAll(WaitingSequences.draining());
  }

  /**
   * Waits for the loops, after {@link #close}.
   *
   * @return false if one still runs after that time; the decoder must not be closed then
   */
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    long endNanos = System.nanoTime() + atMost.toNanos();
    for (Thread thread : threads) {
      if (!thread.join(Duration.ofNanos(Math.max(0, endNanos - System.nanoTime())))) {
        return false;
      }
    }
    return true;
  }
}
