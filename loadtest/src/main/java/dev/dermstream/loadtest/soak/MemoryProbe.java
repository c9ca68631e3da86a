package dev.dermstream.loadtest.soak;

import dev.dermstream.loadtest.process.ProcessUsage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a JVM with the parallel collector for its memory, by the JDK's {@code jcmd}. */
final class MemoryProbe {
  private static final Pattern GENERATION =
      Pattern.compile("(?:PSYoungGen|ParOldGen)\\s+total \\d+K, used (\\d+)K");

  private final long pid;

  MemoryProbe(long pid) {
    this.pid = pid;
  }

  /** Collects garbage, which also frees native memory that only garbage held, then looks. */
  MemorySample sample(long requests) throws IOException, InterruptedException {
    jcmd("GC.run");
    Matcher used = GENERATION.matcher(jcmd("GC.heap_info"));
    long heap = 0;
    while (used.find()) {
      heap += 1024 * Long.parseLong(used.group(1));
    }
    if (heap == 0) {
      throw new IOException("jcmd says nothing of the heap");
    }
    return new MemorySample(requests, ProcessUsage.of(pid).residentBytes(), heap);
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(tool, Long.toString(pid), command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd " + command + ": " + output);
    }
    return output;
  }
}
