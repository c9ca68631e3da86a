package dev.dermstream.index.snapshot;

/**
 * One cluster near a query.
 *
 * @param cluster its number
 * @param idCode its majority class
 * @param cosine of the query to its centroid, -1 to 1
 * @param size training vectors in it
 */
public record ClusterMatch(int cluster, int idCode, double cosine, int size) {}
