/**
 * The node's gRPC server. A release and its configuration enter; {@code
 * dermstream.node.v1.NodeService}, health and reflection are served until it is closed.
 */
@NullMarked
package dev.dermstream.node.server;

import org.jspecify.annotations.NullMarked;
