package dev.dermstream.index.snapshot;

import dev.dermstream.index.projection.PlanePoint;

/**
 * A cluster on the map.
 *
 * @param cluster its number
 * @param idCode its majority class
 * @param size training vectors in it
 * @param centroid its place
 */
public record MappedCluster(int cluster, int idCode, int size, PlanePoint centroid) {}
