/** Checks of the classification figures. */
@NullMarked
package dev.dermstream.trainer.evaluation.classification;

import org.jspecify.annotations.NullMarked;
