/**
 * Figures of runs and evaluations: numbers and names enter, drawings leave that are the same as SVG
 * and as PNG, text included. Knows nothing of where the numbers come from.
 */
@NullMarked
package dev.dermstream.trainer.figures;

import org.jspecify.annotations.NullMarked;
