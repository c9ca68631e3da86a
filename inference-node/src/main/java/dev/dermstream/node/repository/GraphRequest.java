package dev.dermstream.node.repository;

import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.tensor.HostTensor;
import java.util.Map;
import java.util.Set;

/**
 * What one caller asks of a graph.
 *
 * @param feed the inputs
 * @param wanted outputs by name; empty for all
 * @param rows size of the first axis where requests are batched, else 1
 * @param ticket until when its answer is wanted, and whether anyone still waits
 * @param submittedNanos when it was queued, on the scale of {@link System#nanoTime}
 * @param canary sent by the node itself, to see whether the engine answers; counted nowhere
 */
record GraphRequest(
    Feed feed, Set<String> wanted, int rows, Ticket ticket, long submittedNanos, boolean canary) {
  /** Tries the engine out with inputs of its own. */
  static GraphRequest canary(Map<String, HostTensor> inputs, Ticket ticket) {
    long[] shape = inputs.values().stream().findFirst().map(HostTensor::shape).orElse(new long[0]);
    int rows = shape.length == 0 ? 1 : Math.toIntExact(shape[0]);
    return new GraphRequest(Feed.of(inputs), Set.of(), rows, ticket, System.nanoTime(), true);
  }

  /** Bytes of inputs. */
  static long bytes(Map<String, HostTensor> inputs) {
    return inputs.values().stream().mapToLong(HostTensor::payloadBytes).sum();
  }

  /** Whether nobody waits for the answer any more. */
  boolean isGivenUp() {
    return ticket.cancelled().getAsBoolean() || ticket.expiredAt(System.nanoTime());
  }
}
