package dev.dermstream.loadtest.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has used, as Linux counts it.
 *
 * @param cpuSeconds user and system time since it began, in steps of 10 ms
 * @param residentBytes memory that is in RAM now
 * @param anonymousBytes of these, what is no part of a file
 */
public record ProcessUsage(double cpuSeconds, long residentBytes, long anonymousBytes) {
  /** USER_HZ, which is 100 on every Linux that Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  /** Reads {@code /proc/pid}. */
  public static ProcessUsage of(long pid) throws IOException {
    Path directory = Path.of("/proc", Long.toString(pid));
    String stat = Files.readString(directory.resolve("stat"));
    // The name stands in brackets and may hold blanks; the state follows it.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    double ticks =
        Long.parseLong(fields[USER_TICKS]) + (double) Long.parseLong(fields[SYSTEM_TICKS]);
    Path status = directory.resolve("status");
    return new ProcessUsage(
        ticks / TICKS_PER_SECOND, bytes(status, "VmRSS:"), bytes(status, "RssAnon:"));
  }

  private static long bytes(Path status, String field) throws IOException {
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith(field)) {
        return 1024 * Long.parseLong(line.replaceAll("\\D+", ""));
      }
    }
    throw new IOException(status + " has no " + field);
  }
}
