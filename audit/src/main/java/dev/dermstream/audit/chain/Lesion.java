package dev.dermstream.audit.chain;

import org.jspecify.annotations.Nullable;

/**
 * A lesion beside the one that an answer is of.
 *
 * @param outcome ANSWERED or ABSTAINED
 * @param label the class that was measured best, or null for none
 */
public record Lesion(Area area, Outcome outcome, @Nullable Score label) {}
