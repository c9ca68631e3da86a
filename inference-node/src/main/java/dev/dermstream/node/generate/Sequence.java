package dev.dermstream.node.generate;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.Ticket;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One text in the making: chooses its tokens and tells its listener. Advanced by one loop; may be
 * failed from any thread, after which the listener hears nothing more.
 */
final class Sequence {
  private static final Logger log = LoggerFactory.getLogger(Sequence.class);

  private final GenerationRequest request;
  private final int limit;
  private final Set<Integer> endTokenIds;
  private final GenerationListener listener;
  private final Consumer<Sequence> whenDone;
  private final GenerationCounters counters;
  private final TextStream stream;
  private final Sampler sampler;
  private final RepetitionGuard repetition;
  private int tokens;
  private int lastToken = -1;

  /** Whether the guide was told to close because the text repeats itself. */
  private boolean closing;

  private volatile boolean done;

  /**
   * @param limit tokens that the answer may have
   * @param whenDone called once, after the listener's last call
   */
  Sequence(
      GenerationRequest request,
      int limit,
      Set<Integer> endTokenIds,
      GenerationListener listener,
      Consumer<Sequence> whenDone,
      GenerationCounters counters,
      TextStream stream,
      int repetitionWindow) {
    this.request = request;
    this.limit = limit;
    this.endTokenIds = endTokenIds;
    this.listener = listener;
    this.whenDone = whenDone;
    this.counters = counters;
    this.stream = stream;
    this.sampler = new Sampler(request.sampling());
    this.repetition = new RepetitionGuard(repetitionWindow);
  }

  GenerationRequest request() {
    return request;
  }

  /** Tokens for which the cache must have room. */
  int reservedTokens() {
    return request.prompt().length + limit;
  }

  /** The token to be read next; -1 before the first was chosen. */
  int lastToken() {
    return lastToken;
  }

  boolean isDone() {
    return done;
  }

  /** False once it is done, its caller is gone or its deadline has passed. */
  boolean isWanted(long nowNanos) {
    Ticket ticket = request.ticket();
    return !done && !ticket.cancelled().getAsBoolean() && !ticket.expiredAt(nowNanos);
  }

  /** Fails what nobody wants any more, with the reason. */
  void check() {
    // The deadline first: the network cancels what is past it.
    if (request.ticket().expiredAt(System.nanoTime())) {
      fail(new ServiceException(ErrorCode.DEADLINE, "The deadline passed before the answer."));
    } else if (request.ticket().cancelled().getAsBoolean()) {
      fail(new ServiceException(ErrorCode.CANCELLED, "The call was cancelled."));
    }
  }

  /**
   * Chooses the next token; a fault of this text alone ends it alone.
   *
   * @param logits {@code [vocabSize]}, may be changed
   */
  void advance(float[] logits) {
    try {
      choose(logits);
    } catch (RuntimeException e) {
      log.error("A text could not be continued", e);
      fail(new ServiceException(ErrorCode.INTERNAL, "The answer could not be continued.", e));
    }
  }

  private void choose(float[] logits) {
    TokenGuide guide = request.guide();
    if (guide != null) {
      guide.mask(logits, closing ? 1 : limit - tokens);
    }
    int token = sampler.choose(logits);
    if (endTokenIds.contains(token)) {
      finish(true);
      return;
    }
    if (guide != null) {
      guide.accept(token);
    }
    tokens++;
    lastToken = token;
    counters.tokens.increment();
    give(stream.add(token));
    if (tokens == limit || isRepeating(token, guide != null)) {
      finish(false);
    }
  }

  /** True if the text is to end here; one that a guide holds to a form is led to its close. */
  private boolean isRepeating(int token, boolean guided) {
    if (closing || !repetition.caught(token)) {
      return false;
    }
    counters.repetitions.increment();
    closing = guided;
    return !guided;
  }

  private synchronized void give(String piece) {
    if (!done && !piece.isEmpty()) {
      listener.piece(piece);
    }
  }

  private void finish(boolean ended) {
    String rest = stream.finish();
    give(rest);
    end(() -> listener.finished(new GeneratedText(stream.text(), tokens, ended)));
  }

  /** Ends it with a failure; no effect once it is done. */
  void fail(ServiceException failure) {
    end(() -> listener.failed(failure));
  }

  private void end(Runnable lastCall) {
    synchronized (this) {
      if (done) {
        return;
      }
      done = true;
      try {
        lastCall.run();
      } catch (RuntimeException e) {
        log.error("A listener failed at the end of its text", e);
      }
    }
    whenDone.accept(this);
  }
}
