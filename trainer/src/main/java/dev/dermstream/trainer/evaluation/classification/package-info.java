/**
 * Figures of classifiers: true classes and probabilities enter, confusion matrix, areas under
 * curves and calibration leave.
 */
@NullMarked
package dev.dermstream.trainer.evaluation.classification;

import org.jspecify.annotations.NullMarked;
