/** What guided output costs: a release and a sample enter, figures leave. */
@NullMarked
package dev.dermstream.loadtest.guide;

import org.jspecify.annotations.NullMarked;
