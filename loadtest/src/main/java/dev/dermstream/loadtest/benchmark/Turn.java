package dev.dermstream.loadtest.benchmark;

import dev.dermstream.loadtest.load.LoadResult;

/**
 * One turn of one server.
 *
 * @param load what it answered
 * @param cpuMillis processor time of the server per answer, milliseconds
 * @param residentBytes its memory at the end of the turn
 */
record Turn(LoadResult load, double cpuMillis, long residentBytes) {}
