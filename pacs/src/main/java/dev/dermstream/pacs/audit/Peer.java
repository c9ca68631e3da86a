package dev.dermstream.pacs.audit;

/**
 * The other side.
 *
 * @param name AE title, or the name by which it was authenticated or is configured
 * @param address host name or IP address; empty if not known
 */
public record Peer(String name, String address) {}
