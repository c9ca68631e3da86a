package dev.dermstream.dicom.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's readers of DICOM files; a test that wants one is left out where it is not installed. */
public final class DicomTools {
  private DicomTools() {}

  /** What the tool says of a file, in UTF-8. */
  public static String dcmdump(Path file) throws Exception {
    return run("dcmtk", file, "/usr/bin/dcmdump", "+U8", "+L", file.toString());
  }

  /** What dicom3tools find of a file; a line that begins with Error is one. */
  public static String dciodvfy(Path file) throws Exception {
    return run("dicom3tools", file, "/usr/bin/dciodvfy", file.toString());
  }

  /** What dcmtk shows of a structured report; codes are told. */
  public static String dsrdump(Path file) throws Exception {
    return run("dcmtk", file, "/usr/bin/dsrdump", "+U8", "+Pc", "+Pu", "+Pl", file.toString());
  }

  /**
   * What a command says on both its outputs.
   *
   * @param debian the package that brings it
   * @param file beside which a log may lie
   */
  public static String run(String debian, Path file, String... command) throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of(command[0])),
        "left out: no " + command[0] + " (Debian: " + debian + ")");
    Path log = file.resolveSibling("log");
    Process process =
        new ProcessBuilder(List.of(command))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
  }
}
