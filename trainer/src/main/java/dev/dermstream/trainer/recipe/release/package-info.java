/** The files beside a model: figures enter, JSON leaves. */
@NullMarked
package dev.dermstream.trainer.recipe.release;

import org.jspecify.annotations.NullMarked;
