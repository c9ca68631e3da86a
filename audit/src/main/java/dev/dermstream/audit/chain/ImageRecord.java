package dev.dermstream.audit.chain;

import java.time.Instant;

/**
 * Everything that is kept of one image. No pixel, name, file name or text of a question is.
 *
 * @param at when the image's end was known, by the gateway's clock
 * @param requestId by which logs, reports and errors name the request
 * @param subject who asked, as authenticated
 * @param method the method that was called, e.g. {@code Screen}
 * @param image SHA-256 of the image's bytes as they came, in lower-case hexadecimal; empty if it
 *     was refused before these were read
 * @param imageBytes how many bytes these were
 */
public record ImageRecord(
    Instant at,
    String requestId,
    String subject,
    String method,
    String image,
    long imageBytes,
    Conclusion conclusion)
    implements ChainRecord {}
