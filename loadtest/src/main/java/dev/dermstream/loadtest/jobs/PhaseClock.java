package dev.dermstream.loadtest.jobs;

import com.sun.management.OperatingSystemMXBean;
import dev.dermstream.batch.v1.JobState;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Map;

/**
 * When a job that is looked at again and again was first seen in a state, by the clock and by this
 * process's processors. Not thread-safe.
 */
final class PhaseClock {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private record Moment(long nanos, long cpuNanos) {
    static Moment now() {
      return new Moment(System.nanoTime(), SYSTEM.getProcessCpuTime());
    }
  }

  private final Moment begin = Moment.now();
  private final Map<JobState, Moment> seen = new EnumMap<>(JobState.class);

  void in(JobState state) {
    if (!seen.containsKey(state)) {
      seen.put(state, Moment.now());
    }
  }

  /** A phase that was too short to be seen ends where it begins. */
  JobTimes end(long files) {
    Moment end = Moment.now();
    Moment writing = seen.getOrDefault(JobState.JOB_STATE_WRITING, end);
    Moment screening = seen.getOrDefault(JobState.JOB_STATE_SCREENING, writing);
    return new JobTimes(
        files,
        seconds(begin, screening),
        seconds(screening, writing),
        (writing.cpuNanos - screening.cpuNanos) / 1e9,
        seconds(writing, end),
        seconds(begin, end));
  }

  private static double seconds(Moment from, Moment to) {
    return (to.nanos - from.nanos) / 1e9;
  }
}
