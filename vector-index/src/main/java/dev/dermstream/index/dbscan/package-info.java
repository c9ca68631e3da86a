/**
 * Exact density clustering by cosine distance: unit vectors, {@code eps} and {@code minSamples}
 * enter, one cluster number and one core flag per vector leave.
 */
@NullMarked
package dev.dermstream.index.dbscan;

import org.jspecify.annotations.NullMarked;
