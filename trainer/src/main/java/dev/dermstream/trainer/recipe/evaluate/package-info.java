/**
 * What embeddings are worth: pictures enter, embeddings, chosen clusters and the figures they are
 * judged by leave.
 */
@NullMarked
package dev.dermstream.trainer.recipe.evaluate;

import org.jspecify.annotations.NullMarked;
