package dev.dermstream.loadtest.benchmark;

import dev.dermstream.loadtest.load.Client;
import java.util.concurrent.CompletableFuture;

/** A server that scores. */
interface Target extends Client {
  /** Completes with the answer's scores. */
  @Override
  CompletableFuture<float[]> call(int index);
}
