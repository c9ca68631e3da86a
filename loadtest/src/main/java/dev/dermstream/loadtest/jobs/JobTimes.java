package dev.dermstream.loadtest.jobs;

/**
 * How a job went.
 *
 * @param files that it listed
 * @param listing seconds, as are the other phases
 * @param screeningCpu seconds of the processors that this process had meanwhile
 * @param total from its submission to its end
 */
record JobTimes(
    long files,
    double listing,
    double screening,
    double screeningCpu,
    double writing,
    double total) {
  double perSecond() {
    return files / screening;
  }

  /** Milliseconds of the processors for one file. */
  double cpuMillis() {
    return 1e3 * screeningCpu / files;
  }
}
