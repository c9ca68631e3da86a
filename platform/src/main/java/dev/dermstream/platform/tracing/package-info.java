/**
 * Distributed traces: a caller's {@code traceparent} and the stages of a request enter, one span
 * per call and stage leaves, to an OpenTelemetry collector and to the next process's headers.
 */
@NullMarked
package dev.dermstream.platform.tracing;

import org.jspecify.annotations.NullMarked;
