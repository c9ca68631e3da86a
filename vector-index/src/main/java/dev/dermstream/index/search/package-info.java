/**
 * Nearest training vectors: unit vectors with identifiers and classes enter a Lucene HNSW graph on
 * disk, a query's {@link dev.dermstream.index.search.Neighbor}s leave.
 */
@NullMarked
package dev.dermstream.index.search;

import org.jspecify.annotations.NullMarked;
