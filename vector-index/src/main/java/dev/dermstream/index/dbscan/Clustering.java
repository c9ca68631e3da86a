package dev.dermstream.index.dbscan;

/**
 * The outcome of a clustering. The arrays are owned by this record and must not be changed.
 *
 * @param labels {@code [n]} cluster number, or {@link #NOISE}
 * @param core {@code [n]} true where the neighbourhood holds at least {@code minSamples} vectors
 * @param clusterCount clusters are numbered from 0 to {@code clusterCount - 1}, in the order of
 *     their first core vectors
 */
@SuppressWarnings("ArrayRecordComponent") // large, owned, never compared
public record Clustering(int[] labels, boolean[] core, int clusterCount) {
  /** Label of a vector that belongs to no cluster. */
  public static final int NOISE = -1;
}
