package dev.dermstream.loadtest.pacs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processor time of a process as Linux counts it, in steps of 10 ms.
 *
 * @param seconds user and system time, with that of children that have ended and were waited for
 * @param ended whether it has ended and only waits to be waited for
 */
record ProcessorTime(double seconds, boolean ended) {
  /** USER_HZ, which is 100 on every Linux that Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  /** utime, stime, cutime, cstime of proc(5), counted from the state. */
  private static final int FIRST_FIELD = 11;

  private static final int LAST_FIELD = 14;

  static ProcessorTime of(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    // The name stands in brackets and may hold blanks; the state follows it.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = 0;
    for (int i = FIRST_FIELD; i <= LAST_FIELD; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return new ProcessorTime(ticks / TICKS_PER_SECOND, fields[0].equals("Z"));
  }
}
