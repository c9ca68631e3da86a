/**
 * A proxy for any method of gRPC as one writes it well with grpc-java: calls enter, the same bytes
 * leave to one server, and its answers come back. It knows nothing of what passes.
 */
@NullMarked
package dev.dermstream.peer.proxy;

import org.jspecify.annotations.NullMarked;
