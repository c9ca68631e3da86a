/**
 * Embeddings as arrays: raw row-major numbers enter, checked {@link
 * dev.dermstream.index.vectors.UnitVectors} leave; nothing behind this door sees a NaN or a vector
 * that is not of length one.
 */
@NullMarked
package dev.dermstream.index.vectors;

import org.jspecify.annotations.NullMarked;
