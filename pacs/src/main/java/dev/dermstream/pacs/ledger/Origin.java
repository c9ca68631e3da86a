package dev.dermstream.pacs.ledger;

/**
 * Who sent an object.
 *
 * @param peer AE title, or the name by which the sender was authenticated, or {@code anonymous};
 *     never anything of a patient
 */
public record Origin(Door door, String peer) {}
