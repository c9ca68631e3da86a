package dev.dermstream.gateway.upstream;

/**
 * Where a peer listens.
 *
 * @param port 1 to 65,535
 */
public record UpstreamAddress(String host, int port) {}
