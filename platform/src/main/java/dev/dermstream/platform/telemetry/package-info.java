/**
 * Telemetry: stage times, gauges and the health of the roles enter; Prometheus metrics, {@code
 * /livez} and {@code /readyz} on an HTTP port leave, and the ids of a request beside its log lines.
 */
@NullMarked
package dev.dermstream.platform.telemetry;

import org.jspecify.annotations.NullMarked;
