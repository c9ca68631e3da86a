package dev.dermstream.loadtest.gatling;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory of another JVM with the parallel collector, asked by the JDK's {@code jcmd}, and of Linux
 * ({@code /proc/pid/smaps}).
 *
 * @param heapBytes of the objects that are left after a collection
 * @param outsideBytes in memory that is neither the heap's nor a file's: the engine's, the JVM's
 *     own, of buffers and stacks. What is resident of the heap is the collector's choice and no
 *     part of it
 */
record JvmMemory(long heapBytes, long outsideBytes) {
  private static final Pattern GENERATION =
      Pattern.compile(
          "(?:PSYoungGen|ParOldGen) +total \\d+K, used (\\d+)K"
              + " \\[0x(\\w+), ?0x\\w+, ?0x(\\w+)\\)");
  private static final Pattern MAPPING = Pattern.compile("^([0-9a-f]+)-[0-9a-f]+ .*");
  private static final Pattern ANONYMOUS = Pattern.compile("^Anonymous: +(\\d+) kB");
  private static final long KIBIBYTE = 1 << 10;
  private static final int HEXADECIMAL = 16;

  /** Addresses of the heap, the last exclusive. */
  private record Heap(long usedBytes, long from, long to) {
    boolean holds(long address) {
      return Long.compareUnsigned(address, from) >= 0 && Long.compareUnsigned(address, to) < 0;
    }
  }

  /**
   * Has it collect all its garbage.
   *
   * @throws IOException if it does not answer, or has another collector
   */
  static JvmMemory afterCollection(long pid) throws IOException {
    asked(pid, "GC.run");
    Heap heap = heap(asked(pid, "GC.heap_info"));
    Path mappings = Path.of("/proc", Long.toString(pid), "smaps");
    return new JvmMemory(heap.usedBytes(), outside(Files.readAllLines(mappings), heap));
  }

  private static Heap heap(String info) throws IOException {
    Matcher generation = GENERATION.matcher(info);
    long used = 0;
    long from = -1; // the highest address there is, unsigned
    long to = 0;
    int generations = 0;
    while (generation.find()) {
      used += KIBIBYTE * Long.parseLong(generation.group(1));
      long start = Long.parseUnsignedLong(generation.group(2), HEXADECIMAL);
      long end = Long.parseUnsignedLong(generation.group(3), HEXADECIMAL);
      from = Long.compareUnsigned(start, from) < 0 ? start : from;
      to = Long.compareUnsigned(end, to) > 0 ? end : to;
      generations++;
    }
    if (generations != 2) {
      throw new IOException("This is not the heap of the parallel collector: " + info);
    }
    return new Heap(used, from, to);
  }

  private static long outside(List<String> mappings, Heap heap) {
    long bytes = 0;
    boolean ofHeap = false;
    for (String line : mappings) {
      Matcher mapping = MAPPING.matcher(line);
      if (mapping.matches()) {
        ofHeap = heap.holds(Long.parseUnsignedLong(mapping.group(1), HEXADECIMAL));
        continue;
      }
      Matcher anonymous = ANONYMOUS.matcher(line);
      if (!ofHeap && anonymous.find()) {
        bytes += KIBIBYTE * Long.parseLong(anonymous.group(1));
      }
    }
    return bytes;
  }

  private static String asked(long pid, String command) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
            .redirectErrorStream(true)
            .start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException("jcmd %d %s: %s".formatted(pid, command, said));
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
