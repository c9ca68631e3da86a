/**
 * Loads on a server: a client and a rate, or a number of callers, enter; latencies and failures
 * leave.
 */
@NullMarked
package dev.dermstream.loadtest.load;

import org.jspecify.annotations.NullMarked;
