package dev.dermstream.batch.ledger;

import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.v1.Report;
import org.jspecify.annotations.Nullable;

/**
 * What became of a file.
 *
 * @param digest SHA-256 of its bytes in lower-case hexadecimal; empty for UNREADABLE
 * @param bytes its size
 * @param outcome any but UNSPECIFIED; DUPLICATE where the image has an answer already
 * @param code constant of a vocabulary of errors; empty for none
 * @param message a sentence for a person; empty for none
 * @param report for ANSWERED and ABSTAINED, as it goes to the outputs
 */
public record Conclusion(
    long position,
    String digest,
    long bytes,
    ImageOutcome outcome,
    String code,
    String message,
    @Nullable Report report) {}
