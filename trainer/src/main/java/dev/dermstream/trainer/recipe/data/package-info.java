/**
 * What the base model learns from: a seed enters, numbered pictures as pixel levels, their texts,
 * and token sequences with labels leave. Knows nothing of the model or how it is trained.
 */
@NullMarked
package dev.dermstream.trainer.recipe.data;

import org.jspecify.annotations.NullMarked;
