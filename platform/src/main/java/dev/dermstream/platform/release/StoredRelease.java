package dev.dermstream.platform.release;

import java.util.Map;

/**
 * A release of a store by its manifest alone; its files have not been compared.
 *
 * @param id as {@link Release#id}
 * @param parent id of the release that it was made from; empty for none
 * @param defaultProfile the profile of a request that names none
 * @param signed whether it carries a signature, of whomever
 * @param digests SHA-256 of every file by its name, sorted
 */
public record StoredRelease(
    String id, String parent, String defaultProfile, boolean signed, Map<String, String> digests) {}
