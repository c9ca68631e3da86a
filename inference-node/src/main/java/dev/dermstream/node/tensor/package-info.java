/**
 * Tensors in the server's memory, before and after an engine: bytes of a request enter, values with
 * a checked type and shape leave. Knows neither the wire nor an engine.
 */
@NullMarked
package dev.dermstream.node.tensor;

import org.jspecify.annotations.NullMarked;
