package dev.dermstream.batch.ledger;

import dev.dermstream.batch.v1.JobSpec;
import dev.dermstream.batch.v1.JobState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as the ledger has it.
 *
 * @param reason why it is paused or failed, or what it waits for; else empty
 * @param release that it is pinned to; empty before that, and for a job that takes any
 * @param submitted to the millisecond
 * @param ended null until it has
 */
public record JobRecord(
    String id,
    JobSpec spec,
    JobState state,
    String reason,
    String release,
    Instant submitted,
    @Nullable Instant ended) {}
