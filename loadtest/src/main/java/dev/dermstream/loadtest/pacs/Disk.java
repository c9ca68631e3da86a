package dev.dermstream.loadtest.pacs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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

  /** How often in a second so many bytes can be appended to a file and flushed. */
  static double appendsPerSecond(Path file, int bytes, int count) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      long begin = System.nanoTime();
      for (int i = 0; i < count; i++) {
        channel.write(ByteBuffer.allocate(bytes));
        channel.force(false);
      }
      return count / ((System.nanoTime() - begin) / 1e9);
    }
  }
}
