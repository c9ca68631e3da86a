package dev.dermstream.node.generate;

import dev.dermstream.error.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** A listener that gathers a text and notices calls that must not come. */
public final class ReceivedText implements GenerationListener {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final CompletableFuture<GeneratedText> end = new CompletableFuture<>();
  private final List<String> pieces = new ArrayList<>();
  private final Consumer<ReceivedText> atPiece;
  private int calls;

  public ReceivedText() {
    this(text -> {});
  }

  ReceivedText(Consumer<ReceivedText> atPiece) {
    this.atPiece = atPiece;
  }

  @Override
  public synchronized void piece(String text) {
    calls++;
    if (end.isDone()) {
      throw new AssertionError("a piece after the end");
    }
    pieces.add(text);
    atPiece.accept(this);
  }

  @Override
  public synchronized void finished(GeneratedText text) {
    calls++;
    if (!end.complete(text)) {
      throw new AssertionError("two ends");
    }
  }

  @Override
  public synchronized void failed(ServiceException failure) {
    calls++;
    if (!end.completeExceptionally(failure)) {
      throw new AssertionError("two ends");
    }
  }

  /** The finished text, or the failure thrown. */
  public GeneratedText await() {
    try {
      return end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (ServiceException) e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("the text did not end", e);
    }
  }

  /** Finished or failed. */
  void awaitEnd() {
    try {
      end.handle((text, failure) -> true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("the text did not end", e);
    }
  }

  void awaitPieceOrEnd(int count) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(1))
        .atMost(PATIENCE)
        .until(() -> end.isDone() || pieces().size() >= count);
  }

  String text() {
    return await().text();
  }

  boolean isDone() {
    return end.isDone();
  }

  synchronized List<String> pieces() {
    return List.copyOf(pieces);
  }

  synchronized int calls() {
    return calls;
  }
}
