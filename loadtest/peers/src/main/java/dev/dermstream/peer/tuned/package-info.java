/**
 * The fastest way from a JPEG file to scores that does not batch: {@link
 * dev.dermstream.peer.tuned.ImageScorer} for one thread, and a gRPC server that keeps one for each
 * worker. A JPEG enters, scores leave; nothing is allocated between the two but the answer.
 */
@NullMarked
package dev.dermstream.peer.tuned;

import org.jspecify.annotations.NullMarked;
