/**
 * A gRPC server around a model as one writes it in an afternoon, with every library's defaults: a
 * picture enters, scores leave. Nothing here is tuned on purpose.
 */
@NullMarked
package dev.dermstream.peer.afternoon;

import org.jspecify.annotations.NullMarked;
