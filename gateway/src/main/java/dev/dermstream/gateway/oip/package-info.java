/**
 * The Open Inference Protocol at the gateway: calls of {@code inference.GRPCInferenceService} enter
 * and leave for a node as the bytes they are, with their deadline, their cancellation and their
 * status; no tensor is decoded on the way.
 */
@NullMarked
package dev.dermstream.gateway.oip;

import org.jspecify.annotations.NullMarked;
