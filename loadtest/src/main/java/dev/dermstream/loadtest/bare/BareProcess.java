package dev.dermstream.loadtest.bare;

import dev.dermstream.loadtest.process.Commands;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@link BareLoop} in a process of its own, asked line by line. Not thread-safe. */
public final class BareProcess implements AutoCloseable {
  /** What an answer may take beyond the time that the loop was asked to run. */
  private static final Duration SLACK = Duration.ofSeconds(60);

  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;

  private BareProcess(Process process) {
    this.process = process;
    answers = process.inputReader(StandardCharsets.US_ASCII);
    questions = process.outputWriter(StandardCharsets.US_ASCII);
  }

  /** Starts the loop; {@code pictures} is a folder of JPEG files. */
  public static BareProcess start(Path cnn, Path matrices, Path pictures, Path logs)
      throws IOException, InterruptedException {
    List<String> command =
        Commands.java(
            List.of("-XX:+UseParallelGC"),
            BareLoop.class.getName(),
            List.of(cnn.toString(), matrices.toString(), pictures.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(logs.resolve("bare.err").toFile());
    builder.environment().putAll(Commands.environment());
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    BareProcess bare = new BareProcess(process);
    bare.read(Duration.ZERO);
    return bare;
  }

  /** The scores of the picture that is {@code index}th by name. */
  public float[] scores(int index) throws IOException, InterruptedException {
    String[] words = ask("scores " + index, Duration.ZERO).split(",", -1);
    float[] scores = new float[words.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Float.parseFloat(words[i]);
    }
    return scores;
  }

  /** Pictures per second. */
  public LoopResult pictures(int workers, int intraOpThreads, Duration time)
      throws IOException, InterruptedException {
    return timed("pictures " + workers + " " + intraOpThreads, time);
  }

  /** Rows per second of the matrix model; the latencies are of a batch. */
  public LoopResult rows(int workers, int batch, Duration time)
      throws IOException, InterruptedException {
    return timed("rows " + workers + " " + batch, time);
  }

  private LoopResult timed(String question, Duration time)
      throws IOException, InterruptedException {
    return LoopResult.parse(ask(question + " " + time.toMillis(), time));
  }

  private String ask(String question, Duration time) throws IOException, InterruptedException {
    questions.write(question + "\n");
    questions.flush();
    return read(time);
  }

  private String read(Duration time) throws IOException, InterruptedException {
    CompletableFuture<String> line = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            String read = answers.readLine();
            if (read == null) {
              line.completeExceptionally(new IOException("The bare loop ended"));
            } else {
              line.complete(read);
            }
          } catch (IOException e) {
            line.completeExceptionally(e);
          }
        });
    try {
      return line.get(time.plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IOException("The bare loop did not answer", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
