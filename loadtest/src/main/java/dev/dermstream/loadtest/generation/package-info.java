/**
 * Generation, side by side: a release and a number of streams enter; tokens per second of the bare
 * engine's batched loop, of the node's continuous batching and of one stream after another leave.
 */
@NullMarked
package dev.dermstream.loadtest.generation;

import org.jspecify.annotations.NullMarked;
