package dev.dermstream.pacs.ledger;

/**
 * What an object calls itself, each a valid UID; those that a broken object does not tell are
 * empty.
 *
 * @param transferSyntax how its data set is written
 */
public record Identity(
    String sopClass,
    String sopInstance,
    String studyInstance,
    String seriesInstance,
    String transferSyntax) {}
