package dev.dermstream.gateway.upstream;

import dev.dermstream.node.v1.Finished;
import dev.dermstream.node.v1.Rejected;
import dev.dermstream.v1.Error;

/** How a node's work on one image ended. */
public sealed interface InferOutcome {
  /** The image was encoded and the text is whole. */
  record Written(Finished finished) implements InferOutcome {}

  /** The image was encoded and no text was asked for. */
  record EncodedOnly() implements InferOutcome {}

  /** The image cannot be screened. */
  record Refused(Rejected rejected) implements InferOutcome {}

  /** The node could not do the work. */
  record Failed(Error error) implements InferOutcome {}
}
