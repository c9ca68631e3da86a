package dev.dermstream.gateway.audit;

import dev.dermstream.audit.chain.Conclusion;
import dev.dermstream.audit.chain.Origin;
import dev.dermstream.audit.log.AuditEntry;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.Error;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The audit of one image. Lives on one event loop; only its first end counts. */
public final class ImageAudit {
  private final Vertx vertx;
  private final AuditEntry entry;

  ImageAudit(Vertx vertx, AuditEntry entry) {
    this.vertx = vertx;
    this.entry = entry;
  }

  /**
   * Records what became of the image and then sends it.
   *
   * @param requestId of the error, should the record fail
   * @param send runs on this event loop once the answer may leave; at once where nothing is waited
   *     for
   * @param refuse runs instead if it must not
   */
  public void end(Conclusion conclusion, String requestId, Runnable send, Consumer<Error> refuse) {
    CompletableFuture<@Nullable Void> recorded = entry.end(conclusion);
    if (recorded.isDone()) {
      after(recorded, requestId, send, refuse);
      return;
    }
    Context eventLoop = vertx.getOrCreateContext();
    var _ =
        recorded.whenComplete((done, failure) ->
            eventLoop.runOnContext(nothing -> after(recorded, requestId, send, refuse)));
  }

  private static void after(
      CompletableFuture<@Nullable Void> recorded,
      String requestId,
      Runnable send,
      Consumer<Error> refuse) {
    if (recorded.isCompletedExceptionally()) {
      refuse.accept(StatusMapping.toError(recorded.exceptionNow(), requestId));
    } else {
      send.run();
    }
  }

  /** The caller went away or its time passed; nobody waits for the record. */
  public void abandoned(boolean deadlinePassed, Origin origin) {
    var _ = entry.end(Conclusions.abandoned(deadlinePassed, origin));
  }
}
