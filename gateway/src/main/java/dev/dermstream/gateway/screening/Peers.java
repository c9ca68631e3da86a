package dev.dermstream.gateway.screening;

import dev.dermstream.gateway.upstream.IndexClient;
import dev.dermstream.gateway.upstream.NodeClient;

/** The parts that work for this gateway. */
public record Peers(NodeClient node, IndexClient index) {}
