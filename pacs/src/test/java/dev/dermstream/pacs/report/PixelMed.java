package dev.dermstream.pacs.report;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dermstream.dicom.file.DicomTools;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * PixelMed's validator of structured reports in a process of its own: its templates need more of
 * the XPath compiler than the JDK allows by default. Left out where Debian's libpixelmed-java is
 * not installed.
 */
final class PixelMed {
  private static final String JARS = "/usr/share/java/";
  private static final String SEPARATOR = "=== ";

  private PixelMed() {}

  /** What it finds of each file, in their order; each text begins with the file's name. */
  static List<String> validate(List<Path> files) throws Exception {
    assumeTrue(
        Files.exists(Path.of(JARS, "pixelmed.jar")),
        "left out: no pixelmed.jar (Debian: libpixelmed-java)");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djdk.xml.xpathExprGrpLimit=0",
                "-Djdk.xml.xpathExprOpLimit=0",
                "-Djdk.xml.xpathTotalOpLimit=0",
                "-cp",
                String.join(
                    ":",
                    JARS + "pixelmed.jar",
                    JARS + "*",
                    Path.of(
                            PixelMed.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString()),
                PixelMed.class.getName()));
    files.forEach(file -> command.add(file.toString()));
    String all =
        DicomTools.run("libpixelmed-java", files.getFirst(), command.toArray(String[]::new));
    List<String> parts = List.of(all.split(SEPARATOR));
    return parts.subList(1, parts.size());
  }

  /** Runs in the other process, where PixelMed's classes are. */
  public static void main(String[] files) throws Exception {
    Class<?> type = Class.forName("com.pixelmed.validate.DicomSRValidator");
    Object validator = type.getConstructor().newInstance();
    for (String file : files) {
      try {
        System.out.println(
            SEPARATOR
                + file
                + "\n"
                + type.getMethod("validate", String.class).invoke(validator, file));
      } catch (InvocationTargetException e) {
        System.out.println("Error - " + e.getCause());
      }
    }
  }
}
