/** Pictures that are drawn for the run: a count and a seed enter, feeders of their bytes leave. */
@NullMarked
package dev.dermstream.loadtest.gatling.picture;

import org.jspecify.annotations.NullMarked;
