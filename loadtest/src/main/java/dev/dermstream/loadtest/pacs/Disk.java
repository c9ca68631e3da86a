package dev.dermstream.loadtest.pacs;

import java.io.IOException;

/** What was written and is not on the disk yet. */
final class Disk {
  private Disk() {}

  /** Waits until it is; returns how long that took, in nanoseconds. */
  static long flush() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    if (new ProcessBuilder("sync").start().waitFor() != 0) {
      throw new IOException("sync failed");
    }
    return System.nanoTime() - begin;
  }
}
