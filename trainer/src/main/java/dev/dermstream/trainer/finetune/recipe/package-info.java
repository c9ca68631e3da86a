/**
 * Recipes: HOCON files enter, checked settings leave. {@code recipes/defaults.conf} lists every
 * key.
 */
@NullMarked
package dev.dermstream.trainer.finetune.recipe;

import org.jspecify.annotations.NullMarked;
