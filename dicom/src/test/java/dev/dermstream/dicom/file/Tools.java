package dev.dermstream.dicom.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's readers of DICOM files; a test that wants one is left out where it is not installed. */
public final class Tools {
  private Tools() {}

  /** What the tool says of a file, in UTF-8. */
  public static String dcmdump(Path file) throws Exception {
    return run("dcmtk", file, "/usr/bin/dcmdump", "+U8", "+L", file.toString());
  }

  /** What dicom3tools find of a file; a line that begins with Error is one. */
  public static String dciodvfy(Path file) throws Exception {
    return run("dicom3tools", file, "/usr/bin/dciodvfy", file.toString());
  }

  private static String run(String debian, Path file, String... command) throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of(command[0])),
        "left out: no " + command[0] + " (Debian: " + debian + ")");
    Path log = file.resolveSibling("log");
    Process process =
        new ProcessBuilder(List.of(command))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
  }
}
