package dev.dermstream.loadtest.jobs;

/**
 * How a job of small items went.
 *
 * @param resident ranges of memory in RAM, MiB: second and last quarter of the time
 * @param used of the heap, garbage included
 * @param kept of the heap after the last collection
 */
record ItemResult(JobTimes times, String resident, String used, String kept) {
  static ItemResult parse(String line) {
    String[] words = line.split(" ", -1);
    return new ItemResult(
        new JobTimes(
            Long.parseLong(words[0]),
            Double.parseDouble(words[1]),
            Double.parseDouble(words[2]),
            Double.parseDouble(words[3]),
            Double.parseDouble(words[4]),
            Double.parseDouble(words[5])),
        words[6],
        words[7],
        words[8]);
  }

  /** Microseconds of the processors for an item's screening. */
  double cpuMicros() {
    return 1e3 * times.cpuMillis();
  }

  /** Microseconds of the clock for an item's screening. */
  double micros() {
    return 1e6 / times.perSecond();
  }
}
