package dev.dermstream.audit.chain;

/** A record as a store holds it, to be believed by nobody before it was checked. */
public record StoredRecord(String chain, long sequence, long atMillis, String hash, String text) {}
