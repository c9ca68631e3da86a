/** Checks of the recipe. */
@NullMarked
package dev.dermstream.trainer.recipe;

import org.jspecify.annotations.NullMarked;
