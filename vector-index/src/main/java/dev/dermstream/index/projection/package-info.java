/**
 * A plane to look at: the centroids of an index enter, a {@link
 * dev.dermstream.index.projection.PrincipalPlane} leaves, on which every vector has its place. For
 * the eye alone; nothing is measured on it.
 */
@NullMarked
package dev.dermstream.index.projection;

import org.jspecify.annotations.NullMarked;
