package dev.dermstream.node.model;

import dev.dermstream.error.ServiceException;
import dev.dermstream.node.generate.GeneratedText;
import dev.dermstream.node.generate.GenerationListener;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A text that nobody reads, waited for. */
final class TrialText implements GenerationListener {
  private final CompletableFuture<GeneratedText> ended = new CompletableFuture<>();

  @Override
  public void piece(String text) {}

  @Override
  public void finished(GeneratedText text) {
    ended.complete(text);
  }

  @Override
  public void failed(ServiceException failure) {
    ended.completeExceptionally(failure);
  }

  /**
   * Waits for the end.
   *
   * @throws IOException if it does not come in time or the text failed
   */
  void await(Duration limit) throws IOException {
    try {
      GeneratedText _ = ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("a trial fails: " + ended.exceptionNow().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IOException("a trial has not ended after " + limit, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("a trial was interrupted", e);
    }
  }
}
