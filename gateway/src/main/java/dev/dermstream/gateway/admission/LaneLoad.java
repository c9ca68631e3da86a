package dev.dermstream.gateway.admission;

/**
 * What one lane holds at a moment.
 *
 * @param inFlight requests of the lane at work
 * @param share part of the limit that is kept for the lane
 * @param waiting requests that wait for room
 * @param waitingCapacity most that may wait
 */
public record LaneLoad(Lane lane, int inFlight, int share, int waiting, int waitingCapacity) {}
