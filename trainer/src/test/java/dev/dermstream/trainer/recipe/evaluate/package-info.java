/** Checks of how a model is judged. */
@NullMarked
package dev.dermstream.trainer.recipe.evaluate;

import org.jspecify.annotations.NullMarked;
