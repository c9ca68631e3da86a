package dev.dermstream.gateway.screening;

import dev.dermstream.gateway.routing.RoutedIndexes;
import dev.dermstream.gateway.routing.RoutedNodes;

/** The parts that work for one event loop of this gateway. */
public record Peers(RoutedNodes nodes, RoutedIndexes indexes) {}
