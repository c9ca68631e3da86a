package dev.dermstream.loadtest.guide;

import dev.dermstream.error.ServiceException;
import dev.dermstream.node.generate.GeneratedText;
import dev.dermstream.node.generate.GenerationListener;
import java.util.concurrent.CompletableFuture;

/** Waits for the end of one text. */
final class WrittenText implements GenerationListener {
  private final CompletableFuture<GeneratedText> end = new CompletableFuture<>();

  @Override
  public void piece(String text) {
    // The whole comes at the end.
  }

  @Override
  public void finished(GeneratedText text) {
    end.complete(text);
  }

  @Override
  public void failed(ServiceException failure) {
    end.completeExceptionally(failure);
  }

  GeneratedText await() {
    return end.join();
  }
}
