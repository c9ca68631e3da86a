/** Checks of what every evaluation shares. */
@NullMarked
package dev.dermstream.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
