package dev.dermstream.pacs.ledger;

/**
 * How far a session has come.
 *
 * @param storedUpTo frames up to this one are on the disk
 * @param outcomeCursor the last outcome that the client has stored
 */
public record SessionStanding(long storedUpTo, long outcomeCursor) {}
