/**
 * The index service: {@code ClassifyRequest}s enter over gRPC, class confidences with clusters and
 * neighbours of the profile's snapshot leave. One process serves every profile of one release.
 */
@NullMarked
package dev.dermstream.index.server;

import org.jspecify.annotations.NullMarked;
