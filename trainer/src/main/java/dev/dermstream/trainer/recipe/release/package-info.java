/**
 * The release directory: a trained model, its clusters and its figures enter, the files of
 * docs/architecture.md leave.
 */
@NullMarked
package dev.dermstream.trainer.recipe.release;

import org.jspecify.annotations.NullMarked;
