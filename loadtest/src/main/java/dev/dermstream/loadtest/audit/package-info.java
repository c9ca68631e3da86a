/** What the audit costs: images of an even size enter, latencies and rates by mode leave. */
@NullMarked
package dev.dermstream.loadtest.audit;

import org.jspecify.annotations.NullMarked;
