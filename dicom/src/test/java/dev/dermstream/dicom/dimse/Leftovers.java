package dev.dermstream.dicom.dimse;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What associations hold of the system, for tests that see whether all is given back.
 *
 * @param threads of this module, virtual ones included
 * @param sockets of this process
 */
record Leftovers(long threads, long sockets) {
  static Leftovers now(Path folder) {
    try {
      Path dump = folder.resolve("threads.txt");
      Files.deleteIfExists(dump);
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
      try (Stream<String> lines = Files.lines(dump);
          Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
        return new Leftovers(
            lines.filter(line -> line.startsWith("#") && line.contains("\"dicom")).count(),
            files.filter(Leftovers::isSocket).count());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // Closed in the meantime.
    }
  }

  boolean noneMoreThan(Leftovers before) {
    return threads <= before.threads && sockets <= before.sockets;
  }
}
