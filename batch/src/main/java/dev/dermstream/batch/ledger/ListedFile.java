package dev.dermstream.batch.ledger;

import dev.dermstream.batch.archive.Entry;

/**
 * A file of a job.
 *
 * @param position in the order of the archive, from 0
 */
public record ListedFile(long position, Entry entry) {}
