/**
 * How far confidences can be trusted: drawn pictures go through the doors of a served release;
 * their embeddings, a calibration and the tables of its evaluation leave.
 */
@NullMarked
package dev.dermstream.loadtest.confidence;

import org.jspecify.annotations.NullMarked;
