package dev.dermstream.pacs.audit;

import dev.dermstream.audit.chain.EventRecord;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where the same events become records of the audit log; {@code Audit::enter} is one. */
@FunctionalInterface
public interface EventChain {
  /** Keeps none. */
  EventChain NONE = event -> CompletableFuture.completedFuture(null);

  /**
   * Takes an event. Called by one thread; must not wait for long.
   *
   * @return completes when the record is durable, or exceptionally if it cannot be written
   * @throws RuntimeException if it cannot be taken now; the trail's file has it all the same
   */
  CompletableFuture<@Nullable Void> enter(EventRecord event);
}
