/** Checks of the recipe's data. */
@NullMarked
package dev.dermstream.trainer.recipe.data;

import org.jspecify.annotations.NullMarked;
