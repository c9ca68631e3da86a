/** Tests of the sizing model against known values, and of its plan. */
@NullMarked
package dev.dermstream.loadtest.sizing;

import org.jspecify.annotations.NullMarked;
