/**
 * Where the lesions of a picture are. A picture enters; boxes in its pixels leave, best first. The
 * map of probabilities comes from a graph that the release may hold; the rest is geometry.
 */
@NullMarked
package dev.dermstream.node.region;

import org.jspecify.annotations.NullMarked;
