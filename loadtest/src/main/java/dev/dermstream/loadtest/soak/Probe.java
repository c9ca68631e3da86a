package dev.dermstream.loadtest.soak;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One kind of request.
 *
 * @param name what is wrong with it, or what it asks for
 * @param weight how often it is sent beside the others of its group
 * @param expected the only verdict that is right
 * @param send sends it; the verdict is {@link #ANSWERED}, {@link #WRONG_ANSWER} or a gRPC status
 */
record Probe(String name, int weight, String expected, Supplier<CompletableFuture<String>> send) {
  /** The answer is the one that the same request had when nothing else was going on. */
  static final String ANSWERED = "answered";

  static final String WRONG_ANSWER = "wrong answer";
}
