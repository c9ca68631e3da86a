package dev.dermstream.pacs.report;

/**
 * A coded concept (PS3.3, 8.8).
 *
 * @param value at most 16 characters
 * @param scheme coding scheme designator, at most 16 characters; {@code 99...} for private ones
 * @param meaning at most 64 characters, for people
 */
public record Code(String value, String scheme, String meaning) {}
