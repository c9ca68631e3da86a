/**
 * What a flood of one lane costs another: load enters a real gateway before devices that only let
 * time pass, latencies of both lanes leave.
 */
@NullMarked
package dev.dermstream.loadtest.lanes;

import org.jspecify.annotations.NullMarked;
