package dev.dermstream.loadtest.search;

/**
 * One turn of one point.
 *
 * @param recall share of the true nearest that were found, 0 to 1
 */
record Turn(double queriesPerSecond, double p50Micros, double p99Micros, double recall) {}
