/**
 * Near-duplicates: rows of the sides of a split enter, and the embeddings of their images; pairs of
 * texts and of images that are nearly the same leave, those across sides as leaks.
 */
@NullMarked
package dev.dermstream.trainer.duplicates;

import org.jspecify.annotations.NullMarked;
