package dev.dermstream.pacs.ledger;

/**
 * Something that is to be sent.
 *
 * @param kind {@link DeliveryTable#RESULT}, or what the sender named it
 * @param arrival the object whose result it is; 0 if it is none
 * @param payload what is sent; empty for a result, which stands in the outcome
 * @param attempts how often it was tried
 */
@SuppressWarnings("ArrayRecordComponent") // Read from the log for one use; compared nowhere.
public record Delivery(
    long id, String destination, String kind, long arrival, byte[] payload, int attempts) {}
