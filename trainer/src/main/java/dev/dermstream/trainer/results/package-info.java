/**
 * The page of results: folders of runs and the figures that others published enter, one page of
 * Markdown leaves, the same for the same folders.
 */
@NullMarked
package dev.dermstream.trainer.results;

import org.jspecify.annotations.NullMarked;
