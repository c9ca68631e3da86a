/** Telemetry: stage times enter, Prometheus histograms on an HTTP port leave. */
@NullMarked
package dev.dermstream.platform.telemetry;

import org.jspecify.annotations.NullMarked;
