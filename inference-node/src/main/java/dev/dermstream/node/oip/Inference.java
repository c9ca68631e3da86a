package dev.dermstream.node.oip;

import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.tensor.HostTensor;
import java.util.List;
import java.util.Map;

/**
 * A request that has passed every check.
 *
 * @param requestId goes into logs; may be empty
 * @param inputs by name, as the model declares them
 * @param outputs names of the outputs to answer with; empty for all
 * @param streamed whether parts are wanted as soon as they are there
 */
record Inference(
    String requestId,
    Map<String, HostTensor> inputs,
    List<String> outputs,
    boolean streamed,
    Ticket ticket) {
  /** True if that output is to be in the answer. */
  boolean wants(String output) {
    return outputs.isEmpty() || outputs.contains(output);
  }
}
