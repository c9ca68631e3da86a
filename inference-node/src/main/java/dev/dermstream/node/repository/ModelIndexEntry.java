package dev.dermstream.node.repository;

/**
 * A version of a model in the repository's list.
 *
 * @param version empty for a model that has no readable version
 * @param reason why it is not ready; empty if it is
 */
public record ModelIndexEntry(String name, String version, ModelState state, String reason) {}
