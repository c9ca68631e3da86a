package dev.dermstream.loadtest.training;

import dev.dermstream.loadtest.process.Commands;
import dev.dermstream.loadtest.process.ErrorOutput;
import dev.dermstream.loadtest.table.Medians;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one process printed: lines of a word and what belongs to it.
 *
 * @param facts the last of each word
 * @param losses of every step
 * @param nanos of every step
 * @param optimizerNanos of these, clipping, AdamW and setting gradients to zero
 */
record Turn(
    Map<String, String> facts, List<Double> losses, List<Long> nanos, List<Long> optimizerNanos) {
  Turn {
    facts = Map.copyOf(facts);
    losses = List.copyOf(losses);
    nanos = List.copyOf(nanos);
    optimizerNanos = List.copyOf(optimizerNanos);
  }

  /** Runs a process to its end. */
  static Turn of(List<String> command, Path work) throws IOException, InterruptedException {
    ErrorOutput errors = new ErrorOutput(work.resolve("errors.txt"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.file().toFile());
    builder.environment().putAll(Commands.environment());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(
          "%s ended with %d: %s"
              .formatted(command.getFirst(), process.exitValue(), errors.lastLines()));
    }
    Map<String, String> facts = new HashMap<>();
    List<Double> losses = new ArrayList<>();
    List<Long> nanos = new ArrayList<>();
    List<Long> optimizerNanos = new ArrayList<>();
    for (String line : out.lines().toList()) {
      String[] words = line.split(" ", 2);
      facts.put(words[0], words.length > 1 ? words[1] : "");
      if (words[0].equals("step")) {
        String[] step = words[1].split(" ", -1);
        losses.add(Double.valueOf(step[0]));
        nanos.add(Long.valueOf(step[1]));
        optimizerNanos.add(Long.valueOf(step[2]));
      }
    }
    return new Turn(facts, losses, nanos, optimizerNanos);
  }

  /** A Java contestant with so many threads of the engine. */
  static List<String> java(int threads, Class<?> main, String... arguments) {
    return Commands.javaWithoutVectors(
        List.of(
            "-Dai.djl.pytorch.num_threads=" + threads,
            "-Dai.djl.pytorch.num_interop_threads=1",
            // A small heap, so that what is measured is the engine's memory.
            "-XX:+UseSerialGC",
            "-Xms64m",
            "-Xmn24m",
            "-XX:MaxHeapFreeRatio=20",
            "-XX:MinHeapFreeRatio=10",
            "-Xmx4g"),
        main.getName(),
        List.of(arguments));
  }

  String fact(String word) {
    return Objects.requireNonNull(facts.get(word), word);
  }

  double number(String word) {
    return Double.parseDouble(fact(word));
  }

  /** The median step after the first {@code warmup}, in seconds. */
  double medianSeconds(int warmup) {
    return median(nanos, warmup);
  }

  /** The median time of the optimizer in these steps, in seconds. */
  double medianOptimizerSeconds(int warmup) {
    return median(optimizerNanos, warmup);
  }

  private static double median(List<Long> nanos, int warmup) {
    return Medians.of(nanos.subList(warmup, nanos.size()), Long::doubleValue) / 1e9;
  }
}
