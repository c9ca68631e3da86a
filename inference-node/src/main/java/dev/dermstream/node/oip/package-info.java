/**
 * The Open Inference Protocol, version 2, with Triton's extensions. Requests of {@code
 * inference.GRPCInferenceService} enter, are checked against what the model declares and answered
 * by the model repository or by the release's own profiles.
 */
@NullMarked
package dev.dermstream.node.oip;

import org.jspecify.annotations.NullMarked;
