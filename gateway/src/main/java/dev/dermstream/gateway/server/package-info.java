/**
 * The server: configuration enters, a listening gRPC server with the screening, health and
 * reflection services leaves.
 */
@NullMarked
package dev.dermstream.gateway.server;

import org.jspecify.annotations.NullMarked;
