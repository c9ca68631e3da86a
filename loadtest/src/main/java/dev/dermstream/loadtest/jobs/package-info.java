/**
 * Batch jobs beside what they should cost: archives and devices that are made here enter; rates,
 * latencies and memory, as tables, leave.
 */
@NullMarked
package dev.dermstream.loadtest.jobs;

import org.jspecify.annotations.NullMarked;
