/**
 * The batcher on a device that does not exist: a batch enters, its time passes, answers leave. What
 * comes out is the batcher's throughput and latency beside those of the bare device.
 */
@NullMarked
package dev.dermstream.loadtest.batch;

import org.jspecify.annotations.NullMarked;
