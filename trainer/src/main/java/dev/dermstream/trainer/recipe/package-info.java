/**
 * The base model: a seed enters, a model directory that adapters are trained on leaves. Drawn
 * pictures and their texts come from {@code trainer.drawn}, the model from {@code trainer.model}
 * and {@code trainer.eager}.
 */
@NullMarked
package dev.dermstream.trainer.recipe;

import org.jspecify.annotations.NullMarked;
