package dev.dermstream.batch.engine;

import dev.dermstream.batch.v1.JobState;
import java.util.Optional;

/** What a pipeline does for a job; its name is the phase's and the job's. */
enum Phase {
  LISTING(JobState.JOB_STATE_LISTING),
  SCREENING(JobState.JOB_STATE_SCREENING),
  WRITING(JobState.JOB_STATE_WRITING);

  private static final String BETWEEN = ":";

  private final JobState state;

  Phase(JobState state) {
    this.state = state;
  }

  JobState state() {
    return state;
  }

  /** Empty for a job that rests or has ended. */
  static Optional<Phase> of(JobState state) {
    for (Phase phase : values()) {
      if (phase.state == state) {
        return Optional.of(phase);
      }
    }
    return Optional.empty();
  }

  String pipelineName(String job) {
    return name() + BETWEEN + job;
  }
}
