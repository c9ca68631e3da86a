/**
 * Data sets: annotations and tables of others enter, rows of one manifest leave, and splits of them
 * that share no patient or source paper. What cannot be used is listed with file, line and reason;
 * the rest goes on.
 */
@NullMarked
package dev.dermstream.trainer.dataset;

import org.jspecify.annotations.NullMarked;
