package dev.dermstream.pacs.ledger;

/**
 * What is taken.
 *
 * @param maxObjectBytes largest Part 10 file
 * @param minFreeBytes of the log's disk that stay free; with less, objects are refused until there
 *     is room
 */
public record ReceptionConfig(int maxObjectBytes, long minFreeBytes) {}
