package dev.dermstream.node.server;

import dev.dermstream.error.ServiceException;
import dev.dermstream.node.generate.GeneratedText;
import dev.dermstream.node.generate.GenerationListener;
import java.util.concurrent.CompletableFuture;

/** Passes a text on piece by piece, or only whole. */
final class TextAnswer implements GenerationListener {
  private final TextOutlet outlet;
  private final boolean wholeOnly;
  private final CompletableFuture<GeneratedText> text = new CompletableFuture<>();

  TextAnswer(TextOutlet outlet, boolean wholeOnly) {
    this.outlet = outlet;
    this.wholeOnly = wholeOnly;
  }

  /** Completed after the last piece was sent; completed on the thread that writes all texts. */
  CompletableFuture<GeneratedText> text() {
    return text;
  }

  @Override
  public void piece(String piece) {
    if (!wholeOnly) {
      outlet.accept(piece);
    }
  }

  @Override
  public void finished(GeneratedText finished) {
    outlet.flush();
    text.complete(finished);
  }

  @Override
  public void failed(ServiceException failure) {
    text.completeExceptionally(failure);
  }
}
