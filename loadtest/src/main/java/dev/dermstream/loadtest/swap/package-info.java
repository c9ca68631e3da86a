/**
 * Releases that follow one another under load: a whole cluster in one process and a steady load
 * enter; what became of every request, latencies beside the quiet ones, memory and open files
 * leave.
 */
@NullMarked
package dev.dermstream.loadtest.swap;

import org.jspecify.annotations.NullMarked;
