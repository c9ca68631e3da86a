package dev.dermstream.loadtest.gatling;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The heap of another JVM with the parallel collector, asked by the JDK's {@code jcmd}. */
final class JvmHeap {
  private static final Pattern USED =
      Pattern.compile("(?:PSYoungGen|ParOldGen) +total \\d+K, used (\\d+)K");
  private static final long KIBIBYTE = 1 << 10;

  private JvmHeap() {}

  /**
   * Has it collect all its garbage.
   *
   * @return bytes of the objects that are left
   * @throws IOException if it does not answer, or has another collector
   */
  static long afterCollection(long pid) throws IOException {
    asked(pid, "GC.run");
    String heap = asked(pid, "GC.heap_info");
    Matcher matcher = USED.matcher(heap);
    long used = 0;
    int generations = 0;
    while (matcher.find()) {
      used += KIBIBYTE * Long.parseLong(matcher.group(1));
      generations++;
    }
    if (generations != 2) {
      throw new IOException("This is not the heap of the parallel collector: " + heap);
    }
    return used;
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
