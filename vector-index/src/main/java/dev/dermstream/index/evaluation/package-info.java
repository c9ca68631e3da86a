/**
 * How far an index's confidences can be trusted: a calibrated index, embeddings of known images and
 * of outsiders enter; figures and their table leave.
 */
@NullMarked
package dev.dermstream.index.evaluation;

import org.jspecify.annotations.NullMarked;
