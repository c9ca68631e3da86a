/**
 * The recipe of the demonstration model: a seed enters, a sealed release directory leaves. Drawn
 * pictures and their texts come from {@code trainer.lesion}, the model from {@code trainer.model}
 * and {@code trainer.eager}, clusters and index from {@code vector-index}; here they are put
 * together.
 */
@NullMarked
package dev.dermstream.trainer.recipe;

import org.jspecify.annotations.NullMarked;
