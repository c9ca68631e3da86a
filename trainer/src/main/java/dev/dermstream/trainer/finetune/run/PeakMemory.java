package dev.dermstream.trainer.finetune.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The most memory that this process has held. */
public final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern LINE = Pattern.compile("VmHWM:\\s+(\\d+) kB");
  private static final long KIBIBYTE = 1024;

  private PeakMemory() {}

  /** Bytes; 0 where the system does not say. */
  public static long bytes() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    Matcher matcher = LINE.matcher(Files.readString(STATUS));
    return matcher.find() ? Long.parseLong(matcher.group(1)) * KIBIBYTE : 0;
  }
}
