/** Ends of requests enter, in nanoseconds; percentiles in microseconds leave, as JSON. */
@NullMarked
package dev.dermstream.loadtest.gatling.latency;

import org.jspecify.annotations.NullMarked;
