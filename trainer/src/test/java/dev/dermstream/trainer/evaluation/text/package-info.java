/** Checks of the text figures. */
@NullMarked
package dev.dermstream.trainer.evaluation.text;

import org.jspecify.annotations.NullMarked;
