package dev.dermstream.pacs.ledger;

import java.time.Instant;

/**
 * An object that is to be written to the log.
 *
 * @param digest SHA-256 of transfer syntax and data set, in lower-case hexadecimal
 * @param part10 the whole file; owned by this
 */
@SuppressWarnings("ArrayRecordComponent") // Ownership passes on; compared nowhere.
record ReceivedObject(
    Origin origin,
    Terms terms,
    Identity identity,
    String digest,
    byte[] part10,
    Instant received) {}
