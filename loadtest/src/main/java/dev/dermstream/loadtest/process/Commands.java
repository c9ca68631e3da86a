package dev.dermstream.loadtest.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How programs of this project are started. */
public final class Commands {
  private Commands() {}

  /**
   * A main class on this process's class path and JDK, which {@link #environment} hands over: ONNX
   * Runtime 1.29 crashes where a command line is over 4 KB.
   */
  public static List<String> java(List<String> options, String mainClass, List<String> arguments) {
    List<String> vectors = new ArrayList<>(List.of("--add-modules", "jdk.incubator.vector"));
    vectors.addAll(options);
    return javaWithoutVectors(vectors, mainClass, arguments);
  }

  /** As the other, for a JVM whose compiler makes no vector instructions: these are slow there. */
  public static List<String> javaWithoutVectors(
      List<String> options, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.awt.headless=true",
            // A crash is explained where every other failure is, not among the answers.
            "-XX:+DisplayVMOutputToStderr",
            "-Xss16m"));
    command.addAll(options);
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }

  /** Variables for {@link #java}. */
  public static Map<String, String> environment() {
    return Map.of(
        "CLASSPATH",
        System.getProperty("java.class.path"),
        "DJL_OFFLINE",
        "true",
        "OPT_OUT_TRACKING",
        "true",
        "ORT_DISABLE_TELEMETRY",
        "1",
        // As the launcher has it.
        "MALLOC_ARENA_MAX",
        "2");
  }
}
